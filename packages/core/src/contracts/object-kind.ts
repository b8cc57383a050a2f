import type { Header } from '../objects/header.ts'
import type { Link, Ref } from '../objects/ref.ts'

/** A value per kind: all that plan, run and verify need to know of it. */
export interface ObjectKind {
  readonly name: string
  /** For tables: "experiments". */
  readonly plural: string
  /** The kind that holds it. */
  readonly scope?: string
  /** How an earlier copy is recognised, the key that `Written.key` holds at the target: the id at the source, or a name. */
  readonly identity: 'source-id' | ((header: Header) => string)
  /** `open`: needed to create, these form a DAG of kinds; `link`: set later, may be cyclic. */
  readonly links: Readonly<Record<string, { readonly to: string; readonly at: 'open' | 'link' }>>
  /** False: may still change without its fingerprint telling, so it is read again (a run that is not terminal). */
  settled(header: Header): boolean
  /** True: to be deleted at the target too, after links. */
  deleted(header: Header): boolean
  /** For messages: a name beside the id. */
  title(header: Header): string
  /** The order in which to open, such as parents before children. */
  order?<T extends { readonly ref: Ref; readonly links: readonly Link[] }>(items: readonly T[]): readonly T[]
}
