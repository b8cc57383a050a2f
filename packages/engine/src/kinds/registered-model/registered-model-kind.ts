import type { ObjectKind, RegisteredModelFields } from '@mlferry/core'

/** Recognised by name: a model of that name at the target takes the versions, whoever made it. */
export const registeredModelKind: ObjectKind<RegisteredModelFields> = {
  name: 'registeredModel',
  mergesByName: true,
  plural: 'registered models',
  identity: (header) => header.fields.name,
  notedIdentity: (copy) => copy.fields.tags.get('mlflow_exim.field.name'),
  links: {},
  needs: [{ says: 'all its versions', kinds: ['modelVersion'], held: true, when: 'selected' }],
  fields: {
    'tags.mlflow_exim.*': { compare: 'exact', mayBeAdded: true },
  },
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}
