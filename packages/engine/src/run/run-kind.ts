import { type Header, isTerminal, type ObjectKind, type RunFields } from '@mlferry/core'
import { rewriteModelFile } from '../logged-model/rewrite-model-file.ts'
import { parentsFirst } from './parents-first.ts'

/** Recognised by the tag `mlferry.source.id`. */
export const runKind: ObjectKind = {
  name: 'run',
  plural: 'runs',
  scope: 'experiment',
  identity: 'source-id',
  links: {
    parent: { to: 'run', at: 'link' },
    root: { to: 'run', at: 'link' },
    modelInputs: { to: 'loggedModel', at: 'link' },
    modelOutputs: { to: 'loggedModel', at: 'link' },
  },
  settled: (header) => isTerminal(run(header).status),
  deleted: (header) => run(header).lifecycle === 'deleted',
  title: (header) => run(header).name,
  rewrite: rewriteModelFile,
  order: parentsFirst,
}

function run(header: Header): RunFields {
  return header.fields as RunFields
}
