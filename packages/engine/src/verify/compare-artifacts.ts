import { createHash } from 'node:crypto'
import {
  type ArtifactFile,
  type ArtifactRoot,
  asMlferryError,
  exactBytes,
  isAbort,
  isFatal,
  isMlferryError,
  type MlferryError,
  type Ref,
} from '@mlferry/core'
import pMap from 'p-map'
import { overflowFile } from '../job/overflow-file.ts'
import { readWhole } from '../job/read-whole.ts'
import type { ValueDifference } from './compare-values.ts'
import type { Ends, LoadedPair } from './loaded-pair.ts'

export interface ArtifactFindings {
  readonly differences: readonly ValueDifference[]
  readonly errors: readonly { readonly field: string; readonly error: MlferryError }[]
}

export interface ArtifactTotals {
  files: number
  bytes: number
}

interface ArtifactContext extends Ends {
  readonly targetOf: (source: Ref) => Ref | undefined
  /** Their bytes too, not just their sizes. */
  readonly bytes: boolean
  readonly concurrency: number
  readonly totals: ArtifactTotals
}

/** What mlferry itself keeps beside the files of an object. */
const ownFolder = 'mlferry/'

/** Compares the files of an object and its copy: paths, sizes and, where asked for, every byte. */
export async function compareArtifacts(pair: LoadedPair, context: ArtifactContext): Promise<ArtifactFindings> {
  const { kind, source, target } = pair
  const differences: ValueDifference[] = []
  const errors: { field: string; error: MlferryError }[] = []
  const note = (field: string, error: unknown) => {
    if (isFatal(error) || isAbort(error)) throw error
    errors.push({ field, error: asMlferryError(error, 'ERR_ARTIFACT', 'Files') })
  }
  // What another object holds is compared with that one.
  if (source.links.some(({ field, to }) => kind.links[field]?.holdsFiles && context.targetOf(to))) {
    return { differences, errors }
  }
  try {
    const from = await context.source.artifacts(source, context.signal)
    if (!from) return { differences, errors }
    const to = await context.target.artifacts(target, context.signal)
    const files = await listFiles(from, context)
    const copies = to ? await listCopies(to, context) : new Map<string, ArtifactFile>()
    const comparing: Comparing = { pair, from, to, context }
    const compareOne = async (file: ArtifactFile) => {
      const field = `artifacts.${file.path}`
      const copy = copies.get(file.path)
      if (!copy) differences.push({ field, source: sizeOf(file), target: undefined })
      else {
        const found = await compareFile(file, copy, comparing).catch((error: unknown) => note(field, error))
        if (found) differences.push({ field, ...found })
      }
    }
    await pMap(files.values(), compareOne, { concurrency: context.concurrency })
    const overflow = await compareOverflow(copies, comparing)
    if (overflow) differences.push(overflow)
    for (const [path, file] of copies) {
      if (files.has(path) || path.startsWith(ownFolder)) continue
      differences.push({ field: `artifacts.${path}`, source: undefined, target: sizeOf(file) })
    }
  } catch (error) {
    note('artifacts', error)
  }
  return { differences, errors }
}

/** What did not fit into the object stands among its files, in full. Objects whose files others hold keep it elsewhere. */
async function compareOverflow(
  copies: ReadonlyMap<string, ArtifactFile>,
  { pair, to, context }: Comparing,
): Promise<ValueDifference | undefined> {
  const expected = overflowFile(pair.fitted)
  if (!expected || !to || Object.values(pair.kind.links).some(({ holdsFiles }) => holdsFiles)) return undefined
  const field = `artifacts.${expected.path}`
  const source = `${expected.bytes.length} bytes`
  const copy = copies.get(expected.path)
  if (!copy) return { field, source, target: undefined }
  if (copy.size !== undefined && copy.size !== expected.bytes.length) return { field, source, target: sizeOf(copy) }
  if (!context.bytes) return undefined
  const size = expected.bytes.length
  const found = Buffer.concat(
    await Array.fromAsync(exactBytes(to.open(copy.path, { start: 0 }, context.signal), { ...copy, size })),
  )
  return found.equals(expected.bytes) ? undefined : { field, source: `${expected.bytes}`, target: `${found}` }
}

/** What is missing is told by what the source lists. */
async function listCopies(root: ArtifactRoot, ends: Ends): Promise<ReadonlyMap<string, ArtifactFile>> {
  return listFiles(root, ends).catch((error: unknown) => {
    if (isMlferryError(error) && error.code === 'ERR_ARTIFACTS_GONE') return new Map()
    throw error
  })
}

async function listFiles(root: ArtifactRoot, { signal }: Ends): Promise<ReadonlyMap<string, ArtifactFile>> {
  const files = new Map<string, ArtifactFile>()
  for await (const file of root.list(signal)) files.set(file.path, file)
  return files
}

interface Comparing {
  readonly pair: LoadedPair
  readonly from: ArtifactRoot
  readonly to: ArtifactRoot | undefined
  readonly context: ArtifactContext
}

type Found = Omit<ValueDifference, 'field'>

async function compareFile(file: ArtifactFile, copy: ArtifactFile, comparing: Comparing): Promise<Found | undefined> {
  const { from, to, context } = comparing
  context.totals.files++
  const rewrite = rewriteOf(file.path, comparing)
  if (rewrite) return compareRewritten(file, copy, { ...comparing, rewrite })
  if (file.size !== undefined && copy.size !== undefined && file.size !== copy.size) {
    return { source: sizeOf(file), target: sizeOf(copy) }
  }
  if (!context.bytes || !to) return undefined
  const [ours, theirs] = await Promise.all([sumOf(from, file, context), sumOf(to, copy, context)])
  return ours === theirs ? undefined : { source: `sha256 ${ours}`, target: `sha256 ${theirs}` }
}

interface Rewritten extends Comparing {
  readonly rewrite: (bytes: Uint8Array) => Uint8Array
}

/** Small files that name ids: as the copy had to write them. */
async function compareRewritten(
  file: ArtifactFile,
  copy: ArtifactFile,
  { from, to, rewrite, context }: Rewritten,
): Promise<Found | undefined> {
  const { signal } = context
  const expected = Buffer.from(rewrite(await readWhole(from, file, signal)))
  if (copy.size !== undefined && copy.size !== expected.length) {
    return { source: `${expected.length} bytes, rewritten`, target: sizeOf(copy) }
  }
  if (!context.bytes || !to) return undefined
  const found = await readWhole(to, copy, signal)
  context.totals.bytes += expected.length
  return expected.equals(found) ? undefined : { source: expected.toString(), target: found.toString() }
}

/** Files name the address that they had on their server, not the folder that they passed through. */
function rewriteOf(path: string, { pair, from, to, context }: Comparing): Rewritten['rewrite'] | undefined {
  const { kind, source, target } = pair
  const address = ({ fields }: typeof source) => fields.artifactUri
  return kind.rewrite?.(path, {
    idOf: context.targetOf,
    from: address(source) || from.uri,
    to: address(target) || (to?.uri ?? ''),
  })
}

async function sumOf(root: ArtifactRoot, file: ArtifactFile, { signal, totals }: ArtifactContext): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of exactBytes(root.open(file.path, { start: 0 }, signal), file)) {
    hash.update(bytes)
    totals.bytes += bytes.length
  }
  return hash.digest('hex')
}

function sizeOf({ size }: ArtifactFile): string {
  return size === undefined ? 'a file' : `${size} bytes`
}
