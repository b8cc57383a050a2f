import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile } from '@mlferry/core'
import type { RunFolders } from '../experiment-folder.ts'

/** Puts a run that was built in its place. An older one waits in `older` until the caller has entered the new one in the journal. */
export async function publishRun({ folder, final, temporary, older }: RunFolders): Promise<void> {
  await rm(older, { recursive: true, force: true })
  if (folder !== '') {
    await move(final, older)
    await rename(temporary, final)
    return
  }
  // Exported alone: the run shares its folder with the files of the export. Without its run.json it is not there.
  await mkdir(older)
  for (const name of ['run.json', 'artifacts']) await move(join(final, name), join(older, name))
  for (const name of ['artifacts', 'run.json']) await move(join(temporary, name), join(final, name))
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error
  })
}
