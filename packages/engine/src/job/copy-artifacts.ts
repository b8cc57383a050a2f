import {
  type ArtifactFile,
  type ArtifactRoot,
  type Header,
  isAbort,
  isFatal,
  isMlferryError,
  putBytes,
  type Ref,
  withinSize,
} from '@mlferry/core'
import pMap from 'p-map'
import { type Problem, toProblem } from '../report/outcome.ts'
import { filesElsewhere, missingHolder } from './files-elsewhere.ts'
import type { Job } from './job.ts'
import { readWhole } from './read-whole.ts'

interface ArtifactCopy {
  readonly to: ArtifactRoot
  /** An earlier copy may have brought some already. */
  readonly compare: boolean
}

/** Copies every file of an object. One that fails is named, the others still arrive. */
export async function copyArtifacts(
  header: Header,
  { to, compare }: ArtifactCopy,
  job: Job,
): Promise<readonly Problem[]> {
  const { signal } = job
  const problems: Problem[] = []
  const note = (error: unknown, doing: string) => {
    if (isFatal(error) || isAbort(error)) throw error
    problems.push(toProblem(error, 'ERR_ARTIFACT', doing))
  }
  try {
    const from = await openSource(header, job)
    if (!from) return problems
    const there = compare ? await sizesOf(to, signal) : undefined
    const rewrite = rewriter(header, { from, to }, job)
    const copyOne = async (file: ArtifactFile) => {
      if (there?.has(file.path) && there.get(file.path) === file.size) return
      try {
        await job.limits.files(() => copyFile(file, { from, to, rewrite: rewrite(file.path) }, job))
      } catch (error) {
        note(error, `Artifact ${file.path}`)
      }
    }
    await pMap(from.list(signal), copyOne, { concurrency: job.concurrency, signal })
  } catch (error) {
    note(error, 'Artifacts')
  }
  return problems
}

/** Throws where another object has the files and is not copied: nothing else tells that they are missing. */
async function openSource(header: Header, job: Job): Promise<ArtifactRoot | undefined> {
  const holder = missingHolder(header, job)
  try {
    const root = await job.source.artifacts(header, job.signal)
    if (root || !holder) return root
  } catch (error) {
    if (!holder || !isMlferryError(error) || error.code !== 'ERR_ARTIFACTS_UNSUPPORTED') throw error
  }
  throw filesElsewhere(holder, job)
}

interface FileCopy {
  readonly from: ArtifactRoot
  readonly to: ArtifactRoot
  readonly rewrite: Rewrite | undefined
}

type Rewrite = (bytes: Uint8Array) => Uint8Array

async function copyFile(file: ArtifactFile, { from, to, rewrite }: FileCopy, job: Job): Promise<void> {
  const { signal, idsInValues } = job
  const rewritten = rewrite?.(await readWhole(from, file, signal))
  if (rewritten) idsInValues.countFile(rewritten)
  const body = (start: number) => {
    const bytes = withinSize(from.open(file.path, { start }, signal), file, start)
    return start === 0 ? idsInValues.passing(file, bytes) : bytes
  }
  const taken = rewritten ? undefined : await to.copyFrom?.(from, file, signal)
  const arrived =
    taken ??
    (rewritten ? await putBytes(to, { path: file.path, bytes: rewritten }, signal) : await to.put(file, body, signal))
  job.emit({ type: 'moved', points: 0, files: 1, bytes: arrived.size ?? 0 })
}

async function sizesOf(root: ArtifactRoot, signal: AbortSignal): Promise<Map<string, number | undefined>> {
  const sizes = new Map<string, number | undefined>()
  for await (const { path, size } of root.list(signal)) sizes.set(path, size)
  return sizes
}

/** A function of a path that gives what to do with the bytes of that file. */
function rewriter(header: Header, { from, to }: { from: ArtifactRoot; to: ArtifactRoot }, { kinds, ids }: Job) {
  const kind = kinds.find((each) => each.name === header.ref.kind)
  // Files name the address that they had on their server, not the folder that they passed through.
  const { artifactUri } = header.fields
  const context = { idOf: (ref: Ref) => ids.get(ref), from: artifactUri || from.uri, to: to.uri }
  return (path: string): Rewrite | undefined => kind?.rewrite?.(path, context)
}
