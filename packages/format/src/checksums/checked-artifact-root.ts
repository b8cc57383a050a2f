import { createHash } from 'node:crypto'
import { type ArtifactFile, type ArtifactRoot, MlferryError } from '@mlferry/core'

/** A root whose files are compared with known checksums while they are read. Throws ERR_CHECKSUM at the end of a file that differs. */
export function checkedArtifactRoot(root: ArtifactRoot, sums: ReadonlyMap<string, string>): ArtifactRoot {
  return {
    ...root,
    list: (signal) => listWithSums(root.list(signal), sums),
    open: (path, range, signal) => openChecked({ root, path, expected: sums.get(path) }, range.start, signal),
  }
}

async function* listWithSums(
  files: AsyncIterable<ArtifactFile>,
  sums: ReadonlyMap<string, string>,
): AsyncGenerator<ArtifactFile> {
  for await (const file of files) {
    const sha256 = sums.get(file.path)
    yield sha256 === undefined ? file : { ...file, sha256 }
  }
}

interface CheckedFile {
  readonly root: ArtifactRoot
  readonly path: string
  readonly expected: string | undefined
}

/** Reads from the first byte even for a later start: only the whole file has a checksum. */
async function* openChecked(
  { root, path, expected }: CheckedFile,
  start: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (expected === undefined) return yield* root.open(path, { start }, signal)
  const hash = createHash('sha256')
  let offset = 0
  for await (const bytes of root.open(path, { start: 0 }, signal)) {
    hash.update(bytes)
    const skip = Math.max(0, start - offset)
    if (skip < bytes.length) yield skip === 0 ? bytes : bytes.subarray(skip)
    offset += bytes.length
  }
  if (hash.digest('hex') === expected) return
  throw new MlferryError('ERR_CHECKSUM', `The artifact ${JSON.stringify(path)} does not match SHA256SUMS`, {
    hint: 'The file changed after the export: export this run again, or restore the original.',
  })
}
