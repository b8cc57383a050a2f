import type { Carries, Header, JsonObject, KindCapabilities, Limit } from '@mlferry/core'
import type { Problem } from '../report/outcome.ts'

export interface Fitted {
  readonly header: Header
  /** What does not fit, in full: kept as an artifact. undefined: all fits. */
  readonly overflow: JsonObject | undefined
  /** Old key -> new key, by field. */
  readonly renamed: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly problems: readonly Problem[]
}

/** What the target would cut or refuse is cut here, before the write, and named. */
export function fitHeader(header: Header, capabilities: KindCapabilities): Fitted {
  const fields: Record<string, unknown> = { ...header.fields }
  const overflow: Record<string, JsonObject> = {}
  const renamed = new Map<string, ReadonlyMap<string, string>>()
  const problems: Problem[] = []
  for (const [field, carries] of Object.entries(capabilities.fields)) {
    const value = fields[field]
    if (!isLimit(carries) || !(value instanceof Map)) continue
    const fitted = fitMap(value, carries)
    if (fitted.lost.length === 0) continue
    fields[field] = fitted.map
    renamed.set(field, fitted.renamed)
    overflow[field] = Object.fromEntries(fitted.lost.map(({ key, value: full, as }) => [key, { as, value: full }]))
    problems.push(
      ...fitted.lost.map(({ key, why }) => ({ code: 'ERR_TOO_LONG_FOR_TARGET', message: `${field} '${key}': ${why}` })),
    )
  }
  if (problems.length === 0) return { header, overflow: undefined, renamed, problems }
  return {
    header: { ...header, fields },
    overflow: { version: 1, source: header.ref.id, fields: overflow },
    renamed,
    problems,
  }
}

interface LostEntry {
  readonly key: string
  /** The key at the target. */
  readonly as: string
  /** In full; null where the value is not text and only the key changed. */
  readonly value: string | null
  readonly why: string
}

function fitMap(map: ReadonlyMap<string, unknown>, limit: Limit) {
  const fitted = new Map<string, unknown>()
  const renamed = new Map<string, string>()
  const lost: LostEntry[] = []
  for (const [key, value] of map) {
    const as = fitKey(key, { limit, taken: (name) => fitted.has(name) || (name !== key && map.has(name)) })
    const text = typeof value === 'string' ? value : undefined
    const cut = text === undefined || limit.max === undefined ? text : cutText(text, limit.max)
    fitted.set(as, cut ?? value)
    if (as !== key) renamed.set(key, as)
    const why: string[] = []
    if (as !== key) why.push(`the target does not take this key, it is '${as}' there`)
    if (cut !== text) why.push(`longer than the ${limit.max} characters that the target keeps`)
    if (why.length > 0) lost.push({ key, as, value: text ?? null, why: why.join('; ') })
  }
  return { map: fitted, renamed, lost }
}

interface KeyRule {
  readonly limit: Limit
  readonly taken: (key: string) => boolean
}

/** A key that the target takes: refused characters become `_`, too long ones are cut, and a number keeps it apart from its neighbours. */
function fitKey(key: string, { limit, taken }: KeyRule): string {
  const { keyMax = Number.POSITIVE_INFINITY, keyRefuses } = limit
  const clean = keyRefuses ? key.replace(new RegExp(keyRefuses, 'gu'), '_') : key
  const short = cutText(clean, keyMax)
  if (short === key) return key
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? short : `${cutText(short, keyMax - 4)}_${n}`
    if (!taken(candidate)) return candidate
  }
}

/** At most `max` code points, as Python counts. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const points = [...text]
  return points.length <= max ? text : points.slice(0, max).join('')
}

function isLimit(carries: Carries): carries is Limit {
  return 'over' in carries
}
