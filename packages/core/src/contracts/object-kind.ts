import type { AnyFields } from '../objects/any-fields.ts'
import type { Header } from '../objects/header.ts'
import type { Ref } from '../objects/ref.ts'
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

/** How a field of a copy has to be, for verify. */
export interface FieldRule {
  /**
   * `exact`: the same value. `mapped`: the same after ids and addresses of the source became those of the target.
   * `ignored`: it belongs to the store and may be anything.
   */
  readonly compare: 'exact' | 'mapped' | 'ignored'
  /** The target may have it where the source has nothing. */
  readonly mayBeAdded?: true
  /** Texts in it that are JSON are equal when they say the same: stores write them each in their own way. */
  readonly json?: true
  /** What a text says, where the same can be written in several ways. */
  readonly text?: (value: string) => string
  /** Empty at either end means that this store does not tell it. */
  readonly whereKnown?: true
}

/** Objects that come along with one, besides what holds it: without them it would not be whole. */
export interface Need<Fields = AnyFields> {
  /** For people: "the run that made it". */
  readonly says: string
  /** Their kinds; undefined: every kind that it may hold. */
  readonly kinds?: readonly string[]
  /** Those that these fields of its links name. */
  readonly links?: readonly string[]
  /** Those that name it by these fields of theirs. */
  readonly linkedBy?: readonly string[]
  /** Those that its header names in another way. */
  ids?(header: Header<Fields>): readonly string[]
  /** All that it holds. */
  readonly held?: true
  /** Only of what was selected itself, not of what came along; or only where it was asked for. Absent: always. */
  readonly when?: 'selected' | 'nestedRuns'
}

/** A method, so that a kind with fields of its own is a kind of any fields. */
interface Naming<Fields> {
  keyOf(header: Header<Fields>): string
}

/** A value per kind: all that plan, run and verify need to know of it. */
export interface ObjectKind<Fields = AnyFields> {
  readonly name: string
  /** For tables: "experiments". */
  readonly plural: string
  /** The kind that holds it. */
  readonly scope?: string
  /** How an earlier copy is recognised, the key that `Written.key` holds at the target: the id at the source, or a name within its scope. */
  readonly identity: 'source-id' | Naming<Fields>['keyOf']
  /** An object has the same id at every store: what holds it tells by which road it came. */
  readonly keepsId?: true
  /** It holds other objects under its name: one that another source, or a user, made takes them, and keeps its own fields. */
  readonly mergesByName?: true
  /** It goes on being the same under another name: its id is none. */
  readonly renames?: true
  /** The identity at the source as another tool noted it on its copy, by tags such as `mlflow_exim.*`. */
  notedIdentity?(copy: Header<Fields>): string | undefined
  /** What a copy without any such note still has in common with its source, within what holds it: a name and a time. */
  likeness?(header: Header<Fields>): string
  /** `open`: needed to create, these form a DAG of kinds; `link`: set later, may be cyclic. */
  readonly links: Readonly<Record<string, LinkKind>>
  /** What its objects need to be whole. Every selection brings it along, on every road. Absent: nothing. */
  readonly needs?: readonly Need<Fields>[]
  /**
   * When it started, for windows of time; null: it is not known. undefined: it goes with what it names. Absent: a window does not choose
   * among objects of this kind.
   */
  startedAt?(header: Header<Fields>): number | null | undefined
  /**
   * How verify compares: a field, the rows of a part by their name, or one entry of a map as `tags.<key>`, which may end in `*`.
   * One that is not named is compared exactly.
   */
  readonly fields?: Readonly<Record<string, FieldRule>>
  /** Its listing does not show all of it, such as points, spans or files: a deep check reads it again. Absent: it shows all. */
  readonly partlyListed?: true
  /** False: may still change without its fingerprint telling, so it is read again (a run that is not terminal). */
  settled(header: Header<Fields>): boolean
  /** What servers set by calls after its creation, each by a name: `stage`, `alias champion`. Absent: nothing. */
  setLater?(header: Header<Fields>): readonly string[]
  /** True: to be deleted at the target too, after links. */
  deleted(header: Header<Fields>): boolean
  /** For messages: a name beside the id. */
  title(header: Header<Fields>): string
  /** Its objects have numbers within their scope, as versions do. */
  readonly numbered?: true
  /** New bytes for files that hold ids of the source. undefined: the bytes stay as they are. */
  rewrite?(path: string, context: RewriteContext): ((bytes: Uint8Array) => Uint8Array) | undefined
  /** Points that are the object's own and also those of runs: each is to be logged once. */
  points?(header: Header<Fields>): readonly RunPoint[]
  /**
   * The order in which to open, such as parents before children: numbers of the items, counted from 0. undefined: as they are. There may be
   * a million items, which may be passed through more than once.
   */
  order?(items: Iterable<Pick<Header, 'ref' | 'links'>>): readonly number[] | undefined
}
