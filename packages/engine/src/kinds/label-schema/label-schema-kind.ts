import type { LabelSchemaFields, ObjectKind } from '@mlferry/core'

/** Recognised by its name in the experiment. */
export const labelSchemaKind: ObjectKind<LabelSchemaFields> = {
  name: 'labelSchema',
  plural: 'label schemas',
  scope: 'experiment',
  identity: (header) => header.fields.name,
  links: {},
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}
