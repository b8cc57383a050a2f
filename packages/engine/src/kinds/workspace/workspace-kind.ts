import type { ObjectKind, WorkspaceFields } from '@mlferry/core'

/** Recognised by name. What it holds is copied with the workspace named as that of an end. */
export const workspaceKind: ObjectKind<WorkspaceFields> = {
  name: 'workspace',
  plural: 'workspaces',
  identity: (header) => header.fields.name,
  links: {},
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}
