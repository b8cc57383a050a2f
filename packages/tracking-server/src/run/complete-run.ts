import { type Header, isOfKind, mlflowTags } from '@mlferry/core'

/** MLflow gives a random name to a run that has none, and no call takes it away. So it gets one that tells which run it is. */
export function completeRun(header: Header): Header {
  if (!isOfKind(header, 'run') || header.fields.name !== '') return header
  const { fields } = header
  const name = fields.tags.get(mlflowTags.runName) || header.ref.id.slice(0, 8)
  // The server writes the tag with the name.
  return { ...header, fields: { ...fields, name, tags: new Map(fields.tags).set(mlflowTags.runName, name) } }
}
