import type { WireTag } from '@mlferry/client'

/** Tags of an answer by key. MLflow leaves out the field where there are none, and `value` where it is empty. */
export function tagMap(tags: readonly Partial<WireTag>[] | undefined): Map<string, string> {
  return new Map((tags ?? []).map(({ key = '', value = '' }) => [key, value]))
}

export function wireTags(tags: ReadonlyMap<string, string>): WireTag[] {
  return [...tags].map(([key, value]) => ({ key, value }))
}
