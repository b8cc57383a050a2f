import { MlferryError, type RunFields, type RunHeader } from '@mlferry/core'
import { type ExportKind, holderOf } from '../export-kind.ts'
import { writtenInExperiments } from '../sealed/written-objects.ts'
import type { BegunExport } from '../writing/begun-export.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { readRunParts } from './read-run-parts.ts'
import { writeRun } from './write-run.ts'

export const runInExport: ExportKind<RunFields> = {
  list: (query, { runs }, signal) => runs.headers(query, signal),
  read: (of, { runs, context }, signal) => readRunParts(of, () => runs.place(of.id, signal), { context, signal }),
  artifacts: ({ ref }, { runs }, signal) => runs.artifacts(ref.id, signal),
  ...writtenInExperiments('run'),
  async open(object, context, begun) {
    const experiment = await begun.tree.folder(holderOf(object, context))
    refuseSecond(object.ref.id, experiment, begun)
    return await writeRun({ header: object as RunHeader, context, experiment, system: begun.system })
  },
}

function refuseSecond(
  id: string,
  { runs: { sealed, unsealed } }: ExperimentFolder,
  { dir, layout }: BegunExport,
): void {
  if (layout !== 'run') return
  const other = [...sealed.keys(), ...unsealed].find((each) => each !== id)
  if (other === undefined) return
  throw new MlferryError('ERR_EXPORT_LAYOUT', `${dir} holds one run, ${other}, not ${id}`)
}
