import type { ArtifactFile } from '../contracts/artifact-root.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { boundedBytes } from './bounded-bytes.ts'

/**
 * The bytes of a file from `start` on; ERR_ARTIFACT_SIZE at the first one beyond its listed size, so that an endless body fills neither
 * memory nor disk. A file that grew after it was listed ends there too: the next job takes it as it is then.
 */
export function withinSize(bytes: AsyncIterable<Uint8Array>, file: ArtifactFile, start = 0): AsyncIterable<Uint8Array> {
  const { size } = file
  return size === undefined ? bytes : boundedBytes(bytes, size - start, () => wrongSize(file, size + 1))
}

/** As `withinSize`, and ERR_ARTIFACT_SIZE at the end of a body that is too short. */
export async function* exactBytes(
  bytes: AsyncIterable<Uint8Array>,
  file: ArtifactFile,
  start = 0,
): AsyncGenerator<Uint8Array> {
  let at = start
  for await (const chunk of withinSize(bytes, file, start)) {
    at += chunk.length
    yield chunk
  }
  if (file.size !== undefined && at !== file.size) throw wrongSize(file, at)
}

export function wrongSize({ path, size = 0 }: ArtifactFile, found: number): MlferryError {
  const bytes = `${found > size ? 'over ' : ''}${Math.min(found, size)} bytes`
  return new MlferryError('ERR_ARTIFACT_SIZE', `Artifact ${path} has ${bytes} where ${size} were listed.`)
}
