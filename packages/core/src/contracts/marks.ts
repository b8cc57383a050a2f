import type { Ref } from '../objects/ref.ts'

/** What mlferry noted on one object of a store, beside what its users wrote. */
export interface MarkedObject {
  readonly ref: Ref
  readonly title: string
  /** The tags that hold it. */
  readonly keys: readonly string[]
  /** The id of the object that it is a copy of, where it is one, and the address that it was read from. */
  readonly source?: { readonly id: string; readonly uri?: string }
  /** The id of the first original, where a copy was copied. */
  readonly originId?: string
  /** Links that wait for objects which are not here yet: without the marks nobody can set them. */
  readonly pending: number
  /** It keeps something that this store cannot hold, for the way to one that can: it is gone with the marks. */
  readonly keeps: boolean
  /** What holds it. */
  readonly scope?: Ref
  /** Its marks can be taken away only while it is brought back for a moment. */
  readonly deleted: boolean
}

/** The marks of a store that notes them on the objects themselves. */
export interface Marks {
  /** Every object with a mark, those that hold others before these. */
  list(signal: AbortSignal): AsyncIterable<MarkedObject>
  /** Takes the marks of one object away. Nothing else of it changes. */
  remove(object: MarkedObject, signal: AbortSignal): Promise<void>
  /** Called in the end, after an interruption too: takes away what tells that a job was here, and leaves deleted what was. */
  complete(): Promise<void>
}
