import type { ObjectKind } from '@mlferry/core'
import { objectKinds } from '@mlferry/engine'

/** A kind by what a user may call it: `modelVersion`, `model-versions`, `model versions`. */
export function findKind(text: string): ObjectKind | undefined {
  const plain = plainName(text)
  return objectKinds.find(({ name, plural }) => plainName(name) === plain || plainName(plural) === plain)
}

/** The names of all kinds, separated by commas, for messages. */
export function kindNames(): string {
  return objectKinds.map(({ name }) => name).join(', ')
}

function plainName(text: string): string {
  return text.replace(/[\s_-]/g, '').toLowerCase()
}
