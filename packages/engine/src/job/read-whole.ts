import { type ArtifactFile, type ArtifactRoot, MlferryError, readBounded, withinSize } from '@mlferry/core'

/** Files that are rewritten are small texts, bytes. */
const largestRewritten = 64 * 2 ** 20

/** A file that is rewritten, or compared as rewritten. */
export function readWhole(root: ArtifactRoot, file: ArtifactFile, signal: AbortSignal): Promise<Buffer> {
  return readBounded(withinSize(root.open(file.path, { start: 0 }, signal), file), largestRewritten, () => {
    const message = `Artifact ${file.path} has over ${largestRewritten} bytes. That is too large to rewrite its ids.`
    return new MlferryError('ERR_ARTIFACT_SIZE', message)
  })
}
