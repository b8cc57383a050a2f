import type { Amend } from './compose-amend.ts'

/** Objects of these kinds arrive under this name. */
export function renameKind(kinds: readonly string[], name: string): Amend {
  return (header) => (kinds.includes(header.ref.kind) ? { ...header, fields: { ...header.fields, name } } : header)
}
