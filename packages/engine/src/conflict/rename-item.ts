import type { Header, ObjectKind } from '@mlferry/core'
import type { WrittenByKey } from '../inventory/inventory.ts'
import { writtenKey } from '../inventory/written-key.ts'

/** `<name>-2`, or the first number after it that is free, or that an earlier copy of the same object got. */
export function freeName(kind: ObjectKind, header: Header, written: WrittenByKey): string {
  const { name } = header.fields as { readonly name: string }
  for (let number = 2; ; number++) {
    const candidate = `${name}-${number}`
    const holder = written.get(writtenKey(kind, keyOf(kind, withName(header, candidate)), header.scope))
    if (!holder || (holder.ours && holder.source === header.ref.id)) return candidate
  }
}

export function withName(header: Header, name: string): Header {
  return { ...header, fields: { ...header.fields, name } }
}

/** The identity by which an earlier copy is recognised. */
export function keyOf(kind: ObjectKind, header: Header): string {
  return kind.identity === 'source-id' ? header.ref.id : kind.identity(header)
}
