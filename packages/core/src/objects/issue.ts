import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'

/** A problem found in the traces of an experiment. Times are milliseconds since 1970, null when the store has none. */
export interface IssueFields {
  readonly name: string
  readonly description: string
  /** pending, resolved or rejected; unknown ones are kept. */
  readonly status: string
  /** not_an_issue, low, medium or high; empty when the store has none. */
  readonly severity: string
  readonly rootCauses: readonly string[]
  readonly categories: readonly string[]
  readonly createdBy: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

/** Links: `sourceRun` -> run, the one that found it. */
export type IssueHeader = Header<IssueFields>

/** Version 1 covers everything but times. */
export function issueFingerprint(fields: IssueFields, links: readonly Link[]): string {
  const { name, description, status, severity, rootCauses, categories, createdBy } = fields
  const data = { name, description, status, severity, rootCauses, categories, createdBy }
  return fingerprint('issue', 1, { ...data, links: linksInOrder(links) })
}
