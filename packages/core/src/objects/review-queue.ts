import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'

/** What is to be reviewed by whom in an experiment. Times are milliseconds since 1970, null when the store has none. */
export interface ReviewQueueFields {
  /** Of a USER queue: the user. */
  readonly name: string
  /** CUSTOM or USER. */
  readonly type: string
  readonly users: readonly string[]
  readonly createdBy: string
  /** Asks the question that every experiment has, too. */
  readonly asksDefault: boolean
  readonly items: readonly ReviewItem[]
  /** When a review was completed, by the id of the item. */
  readonly completionTimes: ReadonlyMap<string, number>
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export interface ReviewItem {
  /** TRACE; unknown ones are kept. */
  readonly type: string
  /** Of the trace, which keeps it. */
  readonly id: string
  /** PENDING, COMPLETE or DECLINED; unknown ones are kept. */
  readonly status: string
  readonly completedBy: string
}

/** Links: `schemas` -> labelSchema, those that somebody made. */
export type ReviewQueueHeader = Header<ReviewQueueFields>

/** Version 1 covers everything but times; users and items in any order. */
export function reviewQueueFingerprint(fields: ReviewQueueFields, links: readonly Link[]): string {
  const { name, type, users, createdBy, asksDefault } = fields
  const items = fields.items.map(({ type: of, id, status, completedBy }) => [of, id, status, completedBy].join('\n'))
  const data = { name, type, users: [...users].sort(), createdBy, asksDefault, items: items.sort() }
  return fingerprint('reviewQueue', 1, { ...data, links: linksInOrder(links) })
}
