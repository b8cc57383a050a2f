import type { ObjectKind, RegisteredModelFields } from '@mlferry/core'

/** Recognised by name: a model of that name at the target takes the versions, whoever made it. */
export const registeredModelKind: ObjectKind = {
  name: 'registeredModel',
  plural: 'registered models',
  identity: (header) => (header.fields as RegisteredModelFields).name,
  links: {},
  settled: () => true,
  deleted: () => false,
  title: (header) => (header.fields as RegisteredModelFields).name,
}
