import type { ArtifactFile, ArtifactRoot } from '../contracts/artifact-root.ts'

/** Writes a small file that is at hand whole. */
export async function putBytes(
  root: ArtifactRoot,
  { path, bytes }: { readonly path: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<ArtifactFile> {
  const body = async function* (start: number) {
    yield bytes.subarray(start)
  }
  return root.put({ path, size: bytes.length }, body, signal)
}
