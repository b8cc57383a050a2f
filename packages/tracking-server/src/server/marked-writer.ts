import {
  ancestorsOfMark,
  type Header,
  type Link,
  MlferryError,
  markOf,
  type ObjectMark,
  type OpenContext,
  type Ref,
  type Writer,
  type Written,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { contentIn } from './content-in.ts'
import type { ServerContext } from './server-context.ts'

export interface MarkedWriting {
  readonly object: Header
  readonly opening: OpenContext
  readonly context: ServerContext
  readonly signal: AbortSignal
  /** The target's own. */
  readonly ref: Ref
  readonly created: boolean
  /** Brings the object up to date, before it is marked. */
  readonly complete: (ending: Ending, pending: readonly Link[]) => Promise<void>
}

/** What bringing an object up to date came to. */
export interface Ending {
  /** Something was written. */
  changed(): void
  /** Something of it was not taken. */
  lost(error: MlferryError): void
  /** Notes in the mark what was not taken, for a later copy from here. */
  keep(kept: JsonObject): void
  /** Something did not arrive that a later job may bring: the object is not marked as done. */
  missing(error: MlferryError): void
  /** Somebody else's object of that name differs: it is left as it is, and not marked. */
  leave(error: MlferryError): void
}

/** Writes an object without tags of its own: its experiment has a tag that tells where it came from. */
export class MarkedWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  readonly losses: MlferryError[] = []
  changed: boolean
  readonly #writing: MarkedWriting
  #pending: readonly Link[] = []

  constructor(writing: MarkedWriting) {
    this.#writing = writing
    this.ref = writing.ref
    this.changed = writing.created
  }

  async write(): Promise<void> {}

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { object, opening, context, signal, complete } = this.#writing
    let [kept, done, ours]: [JsonObject | undefined, boolean, boolean] = [undefined, true, true]
    await complete(
      {
        changed: () => {
          this.changed = true
        },
        lost: (error) => this.losses.push(error),
        keep: (what) => {
          kept = what
        },
        missing: (error) => {
          this.losses.push(error)
          done = false
        },
        leave: (error) => {
          this.losses.push(error)
          ours = false
        },
      },
      this.#pending,
    )
    if (!ours || opening.mark === 'none') return
    const mark = { ...markOf(object, opening.sourceUri, done ? fingerprint : undefined), ...(kept ? { kept } : {}) }
    if (await context.memory.marks.set(experimentOf(object, opening), { id: this.ref.id, mark }, signal))
      this.changed = true
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** The target's own experiment that takes the object. */
export function experimentOf({ ref }: Header, { scope }: OpenContext): string {
  if (scope) return scope.id
  throw new MlferryError('ERR_SCOPE_FAILED', `${ref.kind} ${ref.id} has no experiment.`)
}

/** What a mark tells of an object that is there; without one it is somebody else's. */
export function markedObject(key: string, { target, scope, mark, header }: MarkedObject): Written {
  const author = mark ? { ours: true, source: mark.source, ancestors: ancestorsOfMark(mark) } : { ours: false }
  const held = scope === undefined ? {} : { scope: { kind: 'experiment', id: scope } }
  const told = { ...held, ...author, ...contentIn(header) }
  return { key, target, ...told, sealed: mark?.fingerprint, deleted: false, pending: [] }
}

interface MarkedObject {
  readonly target: Ref
  /** Its experiment, where the listing is of several. */
  readonly scope?: string
  readonly mark: ObjectMark | undefined
  /** Where the listing shows all of it. */
  readonly header?: Header
}
