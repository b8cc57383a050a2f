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
  /** Names of the object's own files in a folder that also has other files, its JSON file first. Absent: the whole folder is its own. */
  readonly shared?: readonly string[]
}

/** Moves a finished object to its place. An older one stays in `older` until the caller has entered the new one in the journal. */
export async function publishFolder({ final, temporary, older, shared }: FolderPlaces): Promise<void> {
  await rm(older, { recursive: true, force: true })
  if (!shared) {
    await move(final, older)
    await rename(temporary, final)
    return
  }
  // The JSON file is moved away first and put in place last: without it the object does not exist.
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
