import { type ArtifactRoot, exactBytes, isMlferryError, putBytes, type Writer } from '@mlferry/core'
import type { Problem } from '../report/outcome.ts'
import type { Fitted } from './fit-header.ts'
import { overflowFile } from './overflow-file.ts'

/** Keeps in full, as a file at the target, what did not fit into an object there. Returns the problems with the place of the file. */
export async function keepOverflow(
  fitted: Fitted | undefined,
  writer: Writer,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const { problems = [] } = fitted ?? {}
  const file = fitted && overflowFile(fitted)
  const root = file && ((await writer.overflow?.()) ?? writer.artifacts)
  if (!root) return problems
  if (!(await holds(root, file, signal))) await putBytes(root, file, signal)
  const place = writer.overflow ? `${root.uri}/${file.path}` : file.path
  return problems.map((problem) => ({ ...problem, message: `${problem.message}; in full in the artifact ${place}` }))
}

/** An earlier job kept it already: a second one writes nothing. */
async function holds(root: ArtifactRoot, { path, bytes }: { path: string; bytes: Buffer }, signal: AbortSignal) {
  try {
    const there = exactBytes(root.open(path, { start: 0 }, signal), { path, size: bytes.length })
    return Buffer.concat(await Array.fromAsync(there)).equals(bytes)
  } catch (error) {
    if (isMlferryError(error) && ['ERR_ARTIFACT_NOT_FOUND', 'ERR_ARTIFACT_SIZE'].includes(error.code)) return false
    throw error
  }
}
