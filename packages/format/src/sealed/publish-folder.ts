import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile } from '@mlferry/core'

export interface FolderPlaces {
  readonly folder: string
  readonly final: string
  /** Where it is built. */
  readonly temporary: string
  /** Where the older one waits until the newer one is in the journal. */
  readonly older: string
}

/** Puts an object that was built in its place. An older one waits in `older` until the caller has entered the new one in the journal. */
export async function publishFolder({ folder, final, temporary, older }: FolderPlaces): Promise<void> {
  await rm(older, { recursive: true, force: true })
  if (folder !== '') {
    await move(final, older)
    await rename(temporary, final)
    return
  }
  // A run exported alone shares its folder with the files of the export. Without its run.json it is not there.
  await mkdir(older, { mode: 0o700 })
  for (const name of ['run.json', 'artifacts']) await move(join(final, name), join(older, name))
  for (const name of ['artifacts', 'run.json']) await move(join(temporary, name), join(final, name))
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error
  })
}
