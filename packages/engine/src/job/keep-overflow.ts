import { createHash } from 'node:crypto'
import { type ArtifactRoot, isMlferryError, stringifyJson, type Writer } from '@mlferry/core'
import type { Problem } from '../report/outcome.ts'
import type { Fitted } from './fit-header.ts'

/** Keeps in full, as a file at the target, what did not fit into an object there. Returns the problems with the place of the file. */
export async function keepOverflow(
  fitted: Fitted | undefined,
  writer: Writer,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const { overflow, problems = [], header } = fitted ?? {}
  const root = overflow && ((await writer.overflow?.()) ?? writer.artifacts)
  if (!root || !header) return problems
  const bytes = Buffer.from(stringifyJson(overflow, { indent: 2 }))
  const path = `mlferry/overflow/${fileName(header.ref.id)}.json`
  const body = async function* (start: number) {
    yield bytes.subarray(start)
  }
  if (!(await holds(root, { path, bytes }, signal))) await root.put({ path, size: bytes.length }, body, signal)
  const place = writer.overflow ? `${root.uri}/${path}` : path
  return problems.map((problem) => ({ ...problem, message: `${problem.message}; in full in the artifact ${place}` }))
}

/** The id itself where every store takes it as a file name; otherwise something like it, kept apart by a checksum. */
function fileName(id: string): string {
  if (/^[\w-]{1,100}$/.test(id)) return id
  const checksum = createHash('sha256').update(id).digest('hex').slice(0, 8)
  return `${id.replace(/[^\w-]/g, '_').slice(0, 90)}-${checksum}`
}

/** An earlier job kept it already: a second one writes nothing. */
async function holds(root: ArtifactRoot, { path, bytes }: { path: string; bytes: Buffer }, signal: AbortSignal) {
  try {
    return Buffer.concat(await Array.fromAsync(root.open(path, { start: 0 }, signal))).equals(bytes)
  } catch (error) {
    if (isMlferryError(error) && error.code === 'ERR_ARTIFACT_NOT_FOUND') return false
    throw error
  }
}
