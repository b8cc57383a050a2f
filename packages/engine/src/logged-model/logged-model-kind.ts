import type { LoggedModelFields, ObjectKind } from '@mlferry/core'
import { rewriteModelFile } from './rewrite-model-file.ts'

/** Recognised by the tag `mlferry.source.id`. */
export const loggedModelKind: ObjectKind = {
  name: 'loggedModel',
  plural: 'logged models',
  scope: 'experiment',
  identity: 'source-id',
  links: { sourceRun: { to: 'run', at: 'open' } },
  likeness: (header) => (header.fields as LoggedModelFields).name,
  fields: {
    artifactUri: { compare: 'ignored' },
    metrics: { compare: 'mapped' },
  },
  partlyListed: true,
  settled: (header) => (header.fields as LoggedModelFields).status !== 'PENDING',
  deleted: () => false,
  title: (header) => (header.fields as LoggedModelFields).name,
  rewrite: rewriteModelFile,
  points: (header) => (header.fields as LoggedModelFields).metrics,
}
