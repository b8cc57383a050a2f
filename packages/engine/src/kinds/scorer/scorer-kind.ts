import type { ObjectKind, ScorerFields } from '@mlferry/core'

/** Recognised by its name in the experiment; its versions by number and text. */
export const scorerKind: ObjectKind = {
  name: 'scorer',
  plural: 'scorers',
  scope: 'experiment',
  identity: (header) => (header.fields as ScorerFields).name,
  links: {},
  fields: { 'versions.creationTime': { compare: 'ignored' } },
  settled: () => true,
  deleted: () => false,
  title: (header) => (header.fields as ScorerFields).name,
}
