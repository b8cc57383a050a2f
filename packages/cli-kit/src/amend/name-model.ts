import type { Amend } from './compose-amend.ts'

const kinds = new Set(['registeredModel', 'modelVersion'])

/** The registered model arrives under this name, with its versions. */
export function nameModel(name: string): Amend {
  return (header) => (kinds.has(header.ref.kind) ? { ...header, fields: { ...header.fields, name } } : header)
}
