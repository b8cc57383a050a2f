import type { EvaluationDatasetFields, ObjectKind } from '@mlferry/core'

/** Recognised by the mark that it carries: several datasets may have one name. */
export const evaluationDatasetKind: ObjectKind<EvaluationDatasetFields> = {
  name: 'evaluationDataset',
  plural: 'evaluation datasets',
  identity: 'source-id',
  likeness: (header) => header.fields.name,
  links: { experiments: { to: 'experiment', at: 'link' } },
  needs: [{ says: 'its experiments', kinds: ['experiment'], links: ['experiments'] }],
  // What no call sets: ids, times and users of records.
  fields: { 'records.more': { compare: 'ignored' } },
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}
