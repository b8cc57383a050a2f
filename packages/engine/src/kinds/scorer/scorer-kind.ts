import type { ObjectKind, ScorerFields } from '@mlferry/core'

/** Recognised by its name in the experiment; its versions by number and text. */
export const scorerKind: ObjectKind<ScorerFields> = {
  name: 'scorer',
  plural: 'scorers',
  scope: 'experiment',
  identity: (header) => header.fields.name,
  links: {},
  fields: { 'versions.creationTime': { compare: 'ignored' } },
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}
