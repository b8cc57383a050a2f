import { createHash } from 'node:crypto'
import type { Header } from '../objects/header.ts'
import type { Ancestor } from '../objects/origin.ts'
import { provenanceTags } from './provenance.ts'

/** The tag that notes what went into an object because it had its name: one each, so that none is ever written anew. */
export function mergedTag(merged: Ancestor): { readonly key: string; readonly value: string } {
  const { id, created, uri } = merged
  const hash = createHash('sha256')
    .update(`${id}\n${created ?? ''}`)
    .digest('hex')
    .slice(0, 16)
  const value = JSON.stringify({ id, ...(created === undefined ? {} : { created }), ...(uri ? { uri } : {}) })
  return { key: `${provenanceTags.mergedPrefix}${hash}`, value }
}

/** What such tags say. One that users changed says nothing. */
export function mergedInTags(tags: ReadonlyMap<string, string>): Pick<Header, 'merged'> {
  const merged = [...tags].flatMap(([key, value]) => (key.startsWith(provenanceTags.mergedPrefix) ? parse(value) : []))
  return merged.length > 0 ? { merged } : {}
}

function parse(text: string): Ancestor[] {
  try {
    const { id, created, uri } = JSON.parse(text) as Partial<Record<keyof Ancestor, unknown>>
    if (typeof id !== 'string') return []
    return [{ id, ...(typeof created === 'number' ? { created } : {}), ...(typeof uri === 'string' ? { uri } : {}) }]
  } catch {
    return []
  }
}
