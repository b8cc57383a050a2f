import type { Header } from '../objects/header.ts'

/** Probed once per store; feeds the plan, "what survives" and verify. */
export interface Capabilities {
  /** undefined: the store does not hold this kind. A field not named is carried exactly. */
  kind(name: string): KindCapabilities | undefined
  /** Why the store does not hold a kind, for plan and report: `MLflow 2.16.2 has none, they came with 3.4`. */
  missing?(name: string): string | undefined
  /**
   * An object has the id here that it has at its source, so nothing has to be noted to find it again. Absent: the store gives ids of its own,
   * and its copies tell where they came from.
   */
  readonly keepsIds?: true
  /** Seals hold what is equal on every road, see `sealOf`. Absent: objects come here by one road, or ids are those of the source. */
  readonly sealsContent?: true
  /** More writes than these at once make nothing faster. Absent: as many as the user allows. */
  readonly writesAtOnce?: number
}

export interface KindCapabilities {
  /** What every object of this kind loses here although it arrives: `kept as files of its run`. */
  readonly degraded?: string
  /** Its points are logged on their runs by the object itself (see `ObjectKind.points`): the runs leave them out. */
  readonly logsPoints?: true
  /** Objects of one scope are made one after the other, as `ObjectKind.order` has them: it gives numbers in turn. Absent: in any order. */
  readonly inOrder?: true
  /** What of `ObjectKind.setLater` is set before the seal in any case: of a sealed object it need not be looked for. Absent: nothing. */
  readonly beforeSeal?: RegExp
  /**
   * How many entries of a map field one call takes, and with `points` how many points of one metric one answer holds. An object that has as
   * many may have been cut by some call. Absent: no call cuts anything.
   */
  readonly perCall?: Readonly<Record<string, number>>
  /** Fields of links that are told when an object is made, and that no call sets later. Absent: all can be set. */
  readonly fixedLinks?: readonly string[]
  /** Of points, an infinity is kept as the largest number, and zero without its sign. */
  readonly finitePoints?: true
  /** Its text must not hold NUL (U+0000), which PostgreSQL has no place for. Default: any character is kept. */
  readonly refusesNul?: true
  /** Requests that writing one object takes, besides those for its files and metric points: for estimates. Absent: none are counted. */
  readonly requests?: number
  /**
   * The object with what the store would make up where it is told nothing, such as a random name: by rule, so that a copy writes and a
   * check expects the same. Absent: nothing is made up.
   */
  readonly complete?: (object: Header) => Header
  /** By field; `tags <key>` for one entry of a map field, which can only be `Lost`. */
  readonly fields: Readonly<Record<string, Carries>>
}

export type Carries = Limit | Lost

/** What a store takes of a text field, or of each entry of a map field. Lengths are code points, as MLflow counts them. */
export interface Limit {
  /** Longest value. */
  readonly max?: number
  /** Longest key of a map field, or of a list of points. */
  readonly keyMax?: number
  /** Characters that a key must not hold where they stand (one match = one character). With any, no key is empty. */
  readonly keyRefuses?: RegExp
  /** `more-entries`: of a map field, the rest of a long value stands in more entries, see `moreEntries`. */
  readonly over: 'overflow-artifact' | 'refuse' | 'more-entries'
}

/** A field that the store cannot set: kept as provenance, one line in plan and report. */
export interface Lost {
  readonly lost: string
  readonly keptAs?: 'tag' | 'artifact'
}
