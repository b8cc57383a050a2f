import type { WireTag } from '@mlferry/client'
import { isProvenanceTag } from '@mlferry/core'

/** Tags of an answer by key. MLflow leaves out the field where there are none, and `value` where it is empty. */
export function tagMap(tags: readonly Partial<WireTag>[] | undefined): Map<string, string> {
  return new Map((tags ?? []).map(({ key = '', value = '' }) => [key, value]))
}

/** Those that belong to the object: not mlferry's own, nor any of `except`. */
export function ownTags(tags: ReadonlyMap<string, string>, except: readonly string[] = []): Map<string, string> {
  return new Map([...tags].filter(([key]) => !isProvenanceTag(key) && !except.includes(key)))
}

export function wireTags(tags: ReadonlyMap<string, string>): WireTag[] {
  return [...tags].map(([key, value]) => ({ key, value }))
}
