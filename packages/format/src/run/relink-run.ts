import { join } from 'node:path'
import { InternalError, type JsonObject, type JsonValue, type Link } from '@mlferry/core'
import type { ExperimentFolder } from '../experiment-folder.ts'
import { readRunStanza, replaceRunHead, toRunHead } from './run-head.ts'

/** Notes which links of a sealed run still wait. The links themselves are in the file already. */
export async function relinkRun(experiment: ExperimentFolder, id: string, pending: readonly Link[]): Promise<void> {
  const { folder, final } = experiment.foldersOf(id)
  const path = join(final, 'run.json')
  const stanza = await readRunStanza(path)
  const files = experiment.filesOf(id)
  if (!stanza || !files) throw new InternalError(`The run ${id} was to be linked and is not there`)
  const linked: JsonObject = { ...stanza, pending: pending as unknown as JsonValue }
  const sha256 = await replaceRunHead(path, linked)
  await experiment.seal(toRunHead(linked), { folder, files: new Map([...files, ['run.json', sha256]]) })
}
