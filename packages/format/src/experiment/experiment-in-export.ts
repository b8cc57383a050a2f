import type { ExperimentFields, Header } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headerOf } from '../reading/header-of.ts'
import { addMerged, ExperimentWriter } from './write-experiment.ts'
import { writtenExperiments } from './written-experiments.ts'

export const experimentInExport: ExportKind<ExperimentFields> = {
  async *list({ ids, includeDeleted }, opened, signal) {
    for (const each of await opened.experiments(signal)) {
      const listed = headerOf(each)
      if (ids && !ids.includes(listed.ref.id)) continue
      const deleted = 'header' in each && each.header.fields.lifecycle === 'deleted'
      if (includeDeleted || !deleted) yield listed
    }
  },
  async *written(_scope, { dir, tree }) {
    yield await writtenExperiments(dir, await tree.names())
  },
  async open(object, context, { tree, system }) {
    const experiment = await tree.folder(object.ref.id)
    return new ExperimentWriter({ header: object as Header<ExperimentFields>, context, experiment, system })
  },
  async noteMerged({ id }, merged, { tree }) {
    await addMerged(await tree.folder(id), merged)
  },
}
