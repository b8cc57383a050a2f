import { join } from 'node:path'
import {
  type ArtifactRoot,
  asMlferryError,
  type Header,
  isUnreadable,
  type MlferryError,
  type Ref,
} from '@mlferry/core'
import type { DirectorySource } from './directory-source.ts'
import { type OpenExportOptions, openExportDirectory } from './open-export-directory.ts'
import { rethrowIfFatal } from './reading/read-context.ts'
import { workspaceExportFolder } from './workspace/workspace-exports.ts'

export interface ExportSummary {
  readonly experiments: number
  readonly runs: number
  readonly loggedModels: number
  readonly traces: number
  readonly registeredModels: number
  readonly modelVersions: number
  readonly prompts: number
  readonly promptVersions: number
  readonly issues: number
  readonly scorers: number
  readonly labelSchemas: number
  readonly reviewQueues: number
  readonly webhooks: number
  readonly workspaces: number
  readonly evaluationDatasets: number
  readonly points: number
  readonly files: number
  readonly bytes: number
  /** Empty if everything can be read, and no file changed after mlferry wrote it. */
  readonly problems: readonly ExportProblem[]
}

export interface ExportProblem {
  /** The kind `file` stands for an index file, by its path. */
  readonly ref: Ref
  readonly error: MlferryError
}

type ValidateOptions = OpenExportOptions & { readonly signal: AbortSignal }

/**
 * Reads all of an export, files and other workspaces too, and tells what is wrong with it. Throws what `openExportDirectory` throws for
 * the directory itself.
 */
export async function validateExport(dir: string, options: ValidateOptions): Promise<ExportSummary> {
  await using source = await openExportDirectory(dir, options)
  const own = await validateOpened(source, options)
  const others: ExportSummary[] = []
  for (const name of source.manifest?.workspaces ?? []) others.push(await validateWorkspace(dir, name, options))
  return others.reduce(addSummaries, own)
}

async function validateWorkspace(dir: string, name: string, options: ValidateOptions): Promise<ExportSummary> {
  const folder = workspaceExportFolder(name)
  try {
    const { problems, ...counts } = await validateExport(join(dir, folder), options)
    return { ...counts, problems: problems.map(({ ref, error }) => ({ ref: inFolder(ref, folder), error })) }
  } catch (error) {
    rethrowIfFatal(error)
    const failure = asMlferryError(
      error,
      'ERR_EXPORT_UNREADABLE',
      `The export of the workspace '${name}' cannot be read`,
    )
    return { ...nothing, problems: [{ ref: { kind: 'file', id: folder }, error: failure }] }
  }
}

function inFolder({ kind, id }: Ref, folder: string): Ref {
  return { kind, id: kind === 'file' ? `${folder}/${id}` : id }
}

function addSummaries(a: ExportSummary, b: ExportSummary): ExportSummary {
  const keys = Object.keys(nothing) as (keyof typeof nothing)[]
  const counts = Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as typeof nothing
  return { ...counts, problems: [...a.problems, ...b.problems] }
}

async function validateOpened(source: DirectorySource, { signal }: ValidateOptions): Promise<ExportSummary> {
  const objects = Object.fromEntries(kinds.map(([, plural]) => [plural, 0])) as Record<
    (typeof kinds)[number][1],
    number
  >
  const counts = { points: 0, files: 0, bytes: 0 }
  const changed = await source.changedIndexes()
  const told = new Set(changed.map(([, error]) => error))
  const problems: ExportProblem[] = changed.map(([path, error]) => ({ ref: { kind: 'file', id: path }, error }))
  for (const [kind, plural] of kinds) {
    for await (const page of source.list(kind, { includeDeleted: true }, signal)) {
      for (const listed of page) {
        if (isUnreadable(listed) && told.has(listed.error)) continue
        if (!isUnreadable(listed) || !notThere.has(listed.error.code)) objects[plural]++
        if (isUnreadable(listed)) problems.push({ ref: listed.ref, error: listed.error })
        else problems.push(...(await readAll(source, listed, { counts, signal })))
      }
    }
  }
  return { ...objects, ...counts, problems }
}

/** Codes of problems that do not stand for an object in this export. */
const notThere: ReadonlySet<string> = new Set(['ERR_EXPORT_LEFT_OUT', 'ERR_EXPORT_NESTED'])

const kinds = [
  ['experiment', 'experiments'],
  ['run', 'runs'],
  ['loggedModel', 'loggedModels'],
  ['trace', 'traces'],
  ['registeredModel', 'registeredModels'],
  ['modelVersion', 'modelVersions'],
  ['prompt', 'prompts'],
  ['promptVersion', 'promptVersions'],
  ['issue', 'issues'],
  ['scorer', 'scorers'],
  ['labelSchema', 'labelSchemas'],
  ['reviewQueue', 'reviewQueues'],
  ['webhook', 'webhooks'],
  ['workspace', 'workspaces'],
  ['evaluationDataset', 'evaluationDatasets'],
] as const

const nothing = {
  ...(Object.fromEntries(kinds.map(([, plural]) => [plural, 0])) as Record<(typeof kinds)[number][1], number>),
  points: 0,
  files: 0,
  bytes: 0,
}

interface Reading {
  readonly counts: { points: number; files: number; bytes: number }
  readonly signal: AbortSignal
}

async function readAll(source: DirectorySource, header: Header, reading: Reading): Promise<ExportProblem[]> {
  const { counts, signal } = reading
  const { ref } = header
  const problems: ExportProblem[] = []
  const note = (error: unknown) => {
    rethrowIfFatal(error)
    problems.push({ ref, error: asMlferryError(error, 'ERR_EXPORT_UNREADABLE', 'An artifact cannot be read') })
  }
  for await (const part of source.read([header], signal)) {
    if (part.type === 'metrics') counts.points += part.chunk.values.length
    if (part.type === 'failed') note(part.error)
  }
  try {
    const root = await source.artifacts(header, signal)
    if (!root) return problems
    for await (const { path } of root.list(signal)) await readFile(root, path, reading).catch(note)
  } catch (error) {
    note(error)
  }
  return problems
}

async function readFile(root: ArtifactRoot, path: string, { counts, signal }: Reading): Promise<void> {
  counts.files++
  for await (const bytes of root.open(path, { start: 0 }, signal)) counts.bytes += bytes.length
}
