import type { WireFile } from '@mlferry/client'
import { type ArtifactFile, MlferryError } from '@mlferry/core'

/** No real tree is this deep: a listing that is contains itself. */
const deepest = 200

/** Every file of a server that lists folder by folder. `listFolder` gets '' for the root; of the paths in its answers the last name counts. */
export async function* listTree(
  listFolder: (folder: string) => Promise<readonly WireFile[]>,
): AsyncGenerator<ArtifactFile> {
  const folders: string[] = ['']
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    if (folder.split('/').length > deepest) {
      throw new MlferryError(
        'ERR_ARTIFACT_LISTING',
        `The listing of ${folder.slice(0, 80)}… is over ${deepest} folders deep: it contains itself.`,
      )
    }
    const seen = new Set<string>()
    for (const entry of await listFolder(folder)) {
      const name = entry.path.split('/').at(-1) ?? ''
      // Some stores list the folder itself among its own files.
      if (name === '' || seen.has(name)) continue
      seen.add(name)
      const below = folder ? `${folder}/${name}` : name
      if (entry.is_dir) folders.push(below)
      // Servers leave out the size of an empty file.
      else yield { path: below, size: sizeOf(below, entry) }
    }
  }
}

function sizeOf(path: string, { file_size = 0 }: WireFile): number {
  const size = Number(file_size)
  if (Number.isSafeInteger(size) && size >= 0) return size
  // Without a size nothing would tell where its bytes have to end.
  throw new MlferryError('ERR_ARTIFACT_LISTING', `The listing gives no size of ${path} that is a number of bytes.`)
}
