import { isTerminal, type ObjectKind, type RunFields } from '@mlferry/core'
import { rewriteModelFile } from '../logged-model/rewrite-model-file.ts'
import { parentsFirst } from './parents-first.ts'

/** Recognised by the tag `mlferry.source.id`. */
export const runKind: ObjectKind<RunFields> = {
  name: 'run',
  plural: 'runs',
  scope: 'experiment',
  identity: 'source-id',
  notedIdentity: (copy) => copy.fields.tags.get('mlflow_exim.run_info.run_id'),
  likeness: (header) => `${header.fields.name}\n${header.fields.startTime}`,
  links: {
    parent: { to: 'run', at: 'link' },
    root: { to: 'run', at: 'link' },
    modelInputs: { to: 'loggedModel', at: 'link' },
    modelOutputs: { to: 'loggedModel', at: 'link' },
  },
  needs: [
    { says: 'the logged models that it made or read', kinds: ['loggedModel'], links: ['modelOutputs', 'modelInputs'] },
    { says: 'the traces that name it or are linked to it', kinds: ['trace'], linkedBy: ['sourceRun', 'runs'] },
    { says: 'the runs below it', kinds: ['run'], linkedBy: ['parent'], when: 'nestedRuns' },
  ],
  startedAt: (header) => header.fields.startTime,
  fields: {
    artifactUri: { compare: 'ignored' },
    'tags.mlflow.log-model.history': { compare: 'mapped' },
    'tags.mlflow_exim.*': { compare: 'exact', mayBeAdded: true },
  },
  partlyListed: true,
  settled: (header) => isTerminal(header.fields.status),
  deleted: (header) => header.fields.lifecycle === 'deleted',
  title: (header) => header.fields.name,
  rewrite: rewriteModelFile,
  order: parentsFirst,
}
