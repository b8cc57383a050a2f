import type { JsonObject } from '@mlferry/exact-json'

// Types, not interfaces: TypeScript takes only types for JSON objects.

/** Names one object in its own store. A model version is `{ kind: 'modelVersion', id: 'name/3' }`. */
export type Ref = {
  readonly kind: string
  readonly id: string
}

/** One object's reference to another, by the ids of the source. `data` belongs to the reference: a step, a role. */
export type Link = {
  readonly field: string
  readonly to: Ref
  readonly data?: JsonObject
}

/** A map key for a Ref. */
export function refKey(ref: Ref): string {
  return `${ref.kind}\n${ref.id}`
}

/** In an order that does not depend on the store: for fingerprints. */
export function linksInOrder(links: readonly Link[]): readonly Link[] {
  return [...links].sort((a, b) => (linkKey(a) < linkKey(b) ? -1 : linkKey(a) > linkKey(b) ? 1 : 0))
}

function linkKey({ field, to, data }: Link): string {
  return `${field}\n${to.id}\n${data?.step ?? ''}`
}
