import type { ExperimentFields, Header, ObjectKind } from '@mlferry/core'

/** Recognised by name: an experiment of that name at the target takes the runs, whoever made it. */
export const experimentKind: ObjectKind = {
  name: 'experiment',
  plural: 'experiments',
  identity: (header) => experiment(header).name,
  notedIdentity: (copy) => experiment(copy).tags.get('mlflow_exim.field.name'),
  links: {},
  fields: {
    artifactLocation: { compare: 'ignored' },
    'tags.mlflow_exim.*': { compare: 'exact', mayBeAdded: true },
  },
  settled: () => true,
  deleted: (header) => experiment(header).lifecycle === 'deleted',
  title: (header) => experiment(header).name,
}

function experiment(header: Header): ExperimentFields {
  return header.fields as ExperimentFields
}
