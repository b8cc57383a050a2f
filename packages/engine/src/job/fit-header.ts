import { type Carries, type Header, type KindCapabilities, type Limit, moreEntries } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { Problem } from '../report/outcome.ts'
import { cutText, jsonOf, withoutNul } from './fit-text.ts'

export interface Fitted {
  readonly header: Header
  /** What does not fit, in full: kept as an artifact. undefined: all fits. */
  readonly overflow: JsonObject | undefined
  /** Old key -> new key, by field. */
  readonly renamed: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly problems: readonly Problem[]
}

/** What the target would cut or refuse is cut here, before the write, and named. What it never takes is left out. */
export function fitHeader(told: Header, { fields: carried, refusesNul, complete }: KindCapabilities): Fitted {
  const header = complete?.(told) ?? told
  const fields: Record<string, unknown> = {}
  const overflow: Record<string, JsonObject> = {}
  const renamed = new Map<string, ReadonlyMap<string, string>>()
  const lost: LostText[] = []
  for (const [field, value] of Object.entries(header.fields)) {
    const carries = carried[field]
    if (carries && 'lost' in carries) fields[field] = value
    else if (value instanceof Map) {
      const fitted = fitMap(withoutLost(field, value, carried), { ...carries, refusesNul })
      fields[field] = fitted.map
      if (fitted.lost.length === 0) continue
      renamed.set(field, fitted.renamed)
      const apart = fitted.lost.filter(({ entries }) => entries.length <= 1)
      if (apart.length > 0)
        overflow[field] = Object.fromEntries(apart.map(({ key, value: full, as }) => [key, { as, value: full }]))
      lost.push(...fitted.lost.map(({ key, why }) => ({ what: `${field} '${key}'`, why })))
    } else if (isKeyed(value)) {
      const fitted = fitMap(new Map(value.map(({ key }) => [key, null])), { ...carries, refusesNul })
      fields[field] = value.map((each) => ({ ...each, key: fitted.renamed.get(each.key) ?? each.key }))
      if (fitted.lost.length === 0) continue
      overflow[field] = { value: jsonOf(value.filter(({ key }) => fitted.renamed.has(key))) }
      lost.push(...fitted.lost.map(({ key, why }) => ({ what: `${field} '${key}'`, why })))
    } else {
      const { fits, why } = fitValue(value, { ...carries, refusesNul })
      fields[field] = fits
      if (why.length === 0) continue
      overflow[field] = { value: jsonOf(value) }
      lost.push({ what: field, why: why.join('; ') })
    }
  }
  const problems = lost.map(({ what, why }) => ({ code: 'ERR_TOO_LONG_FOR_TARGET', message: `${what}: ${why}` }))
  return {
    header: { ...header, fields },
    overflow: Object.keys(overflow).length > 0 ? { version: 1, source: header.ref.id, fields: overflow } : undefined,
    renamed,
    problems,
  }
}

/** Points, such as those of a logged model, each with the key of its metric. */
function isKeyed(value: unknown): value is readonly { readonly key: string }[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each?.key === 'string')
}

interface LostText {
  readonly what: string
  readonly why: string
}

/** Without entries that mean nothing to another store: `tags <key>` is lost. */
function withoutLost(field: string, map: ReadonlyMap<string, unknown>, carried: Readonly<Record<string, Carries>>) {
  return new Map([...map].filter(([key]) => !Object.hasOwn(carried, `${field} ${key}`)))
}

interface LostEntry {
  readonly key: string
  /** The key at the target. */
  readonly as: string
  /** In full; null where the value is not text and only the key changed. */
  readonly value: string | null
  readonly why: string
  /** Those that hold it in full between them, where there are several. */
  readonly entries: readonly (readonly [string, string])[]
}

interface TextLimit extends Omit<Limit, 'over'> {
  readonly over?: Limit['over']
  readonly refusesNul: true | undefined
}

function fitMap(map: ReadonlyMap<string, unknown>, limit: TextLimit) {
  const fitted = new Map<string, unknown>()
  const renamed = new Map<string, string>()
  const lost: LostEntry[] = []
  for (const [key, value] of map) {
    const as = fitKey(key, { limit, taken: (name) => fitted.has(name) || (name !== key && map.has(name)) })
    const text = typeof value === 'string' ? value : undefined
    const { fits, why } = fitValue(value, limit)
    fitted.set(as, fits)
    const entries = text === undefined || why.length === 0 ? [] : entriesFor(as, text, limit)
    for (const [more, part] of entries) fitted.set(more, part)
    const rest = entries.length > 1 ? [`the rest is in ${entries[1]?.[0]}`] : []
    if (as !== key) renamed.set(key, as)
    const all = [...(as === key ? [] : [`the target does not take this key, it is '${as}' there`]), ...why, ...rest]
    if (all.length > 0) lost.push({ key, as, value: text ?? null, why: all.join('; '), entries })
  }
  return { map: fitted, renamed, lost }
}

/** None where more entries are no way out for this key. */
function entriesFor(
  key: string,
  text: string,
  { over, max, keyMax = Number.POSITIVE_INFINITY, refusesNul }: TextLimit,
) {
  if (over !== 'more-entries' || max === undefined || key.length + 20 > keyMax) return []
  return moreEntries(key, String(refusesNul ? withoutNul(text) : text), max)
}

function fitValue(value: unknown, { max, refusesNul }: TextLimit) {
  const plain = refusesNul ? withoutNul(value) : value
  const fits = typeof plain === 'string' && max !== undefined ? cutText(plain, max) : plain
  const why = [
    ...(plain === value ? [] : ['holds a NUL character, which the target refuses: it is U+FFFD there']),
    ...(fits === plain ? [] : [`longer than the ${max} characters that the target keeps`]),
  ]
  return { fits, why }
}

interface KeyRule {
  readonly limit: TextLimit
  readonly taken: (key: string) => boolean
}

/** A key that the target takes: refused characters become `_`, too long ones are cut, and a number keeps it apart from its neighbours. */
function fitKey(key: string, { limit, taken }: KeyRule): string {
  const { keyMax = Number.POSITIVE_INFINITY, keyRefuses } = limit
  // No server takes an empty key.
  const clean = keyRefuses ? key.replace(new RegExp(keyRefuses, 'gu'), '_') || '_' : key
  const short = cutText(clean, keyMax)
  if (short === key) return key
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? short : `${cutText(short, keyMax - 4)}_${n}`
    if (!taken(candidate)) return candidate
  }
}
