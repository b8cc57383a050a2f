import type { Header, ObjectKind } from '@mlferry/core'
import type { Item, WrittenOfKind } from '../inventory/inventory.ts'

interface Renaming {
  readonly header: Header
  readonly written: Pick<WrittenOfKind, 'match'>
  readonly rename: (item: Item, header: Header) => Item
}

/** As `<name>-2`, or with the first number after it that is free, or that an earlier copy of the same object got. */
export function underFreeName(
  item: Item,
  { header, written, rename }: Renaming,
): { readonly name: string; readonly item: Item } {
  const { name } = header.fields
  for (let number = 2; ; number++) {
    const candidate = `${name}-${number}`
    const renamed = rename(item, withName(header, candidate))
    const holder = written.match(renamed)
    if (!holder || holder.relation === 'copy') return { name: candidate, item: renamed }
  }
}

export function withName(header: Header, name: string): Header {
  return { ...header, fields: { ...header.fields, name } }
}

/** The identity by which an earlier copy is recognised. */
export function keyOf(kind: ObjectKind, header: Header): string {
  return kind.identity === 'source-id' ? header.ref.id : kind.identity(header)
}
