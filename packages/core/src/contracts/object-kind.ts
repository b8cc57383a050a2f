import type { Header } from '../objects/header.ts'
import type { Link, Ref } from '../objects/ref.ts'
import type { MetricPoint } from '../objects/run.ts'

/** What a file may be rewritten with. */
export interface RewriteContext {
  /** The target's own object for one of the source; undefined when it is not there. */
  idOf(source: Ref): Ref | undefined
  /** Addresses of the folders that hold the file. */
  readonly from: string
  readonly to: string
}

/** One point of a metric of a run, by the id that the run has at the source. */
export interface RunPoint extends MetricPoint {
  readonly key: string
  readonly runId: string
}

export interface LinkKind {
  readonly to: string
  readonly at: 'open' | 'link'
  /** Where its other end is at the target, the files are there too, and the object brings none of its own. */
  readonly holdsFiles?: true
}

/** A value per kind: all that plan, run and verify need to know of it. */
export interface ObjectKind {
  readonly name: string
  /** For tables: "experiments". */
  readonly plural: string
  /** The kind that holds it. */
  readonly scope?: string
  /** How an earlier copy is recognised, the key that `Written.key` holds at the target: the id at the source, or a name within its scope. */
  readonly identity: 'source-id' | ((header: Header) => string)
  /** `open`: needed to create, these form a DAG of kinds; `link`: set later, may be cyclic. */
  readonly links: Readonly<Record<string, LinkKind>>
  /** False: may still change without its fingerprint telling, so it is read again (a run that is not terminal). */
  settled(header: Header): boolean
  /** True: to be deleted at the target too, after links. */
  deleted(header: Header): boolean
  /** For messages: a name beside the id. */
  title(header: Header): string
  /** Objects of one scope are copied one after the other, as `order` has them: version numbers are given in turn. */
  readonly inOrder?: true
  /** New bytes for files that hold ids of the source. undefined: the bytes stay as they are. */
  rewrite?(path: string, context: RewriteContext): ((bytes: Uint8Array) => Uint8Array) | undefined
  /** Points that are the object's own and also those of runs: each is to be logged once. */
  points?(header: Header): readonly RunPoint[]
  /** The order in which to open, such as parents before children. */
  order?<T extends { readonly ref: Ref; readonly links: readonly Link[] }>(items: readonly T[]): readonly T[]
}
