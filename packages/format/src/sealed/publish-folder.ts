import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile, makeFolder } from '@mlferry/core'

export interface FolderPlaces {
  readonly folder: string
  readonly final: string
  /** Where it is built. */
  readonly temporary: string
  /** Where the older one waits until the newer one is in the journal. */
  readonly older: string
  /** Names in the folder that are the object's; the one that tells the object comes first. undefined: the folder is its own. */
  readonly shared?: readonly string[]
}

/** Puts an object that was built in its place. An older one waits in `older` until the caller has entered the new one in the journal. */
export async function publishFolder({ final, temporary, older, shared }: FolderPlaces): Promise<void> {
  await rm(older, { recursive: true, force: true })
  if (!shared) {
    await move(final, older)
    await rename(temporary, final)
    return
  }
  // Without the file that tells it, the object is not there.
  await mkdir(older, { mode: 0o700 })
  await makeFolder(final, { private: true })
  for (const name of shared) await move(join(final, name), join(older, name))
  for (const name of shared.toReversed()) await move(join(temporary, name), join(final, name))
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error
  })
}
