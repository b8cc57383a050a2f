import { asMlferryError, isAbort, isFatal } from '../errors/error-questions.ts'
import type { MlferryError } from '../errors/mlferry-error.ts'
import type { AnyFields } from './any-fields.ts'
import type { Ancestor, Origin } from './origin.ts'
import type { Link, Ref } from './ref.ts'

/** All that one listing page shows of an object. */
export interface Header<Fields = AnyFields> {
  readonly ref: Ref
  /** What holds it: run -> experiment. */
  readonly scope?: Ref
  /** Core names, see the type of each kind; plain data (maps, arrays, numbers, bigint, strings) that survives structured cloning. */
  readonly fields: Fields
  readonly links: readonly Link[]
  /** Fields of links that this listing leaves out, as it would cost a request for each object: see `Source.withAllLinks`. Absent: none. */
  readonly unlisted?: readonly string[]
  /** Over a fixed, versioned list of fields: equal from every Source of the same data, but for what is `unlisted`. */
  readonly fingerprint: string
  /** It is there for the files of another object alone: without that it is not copied. */
  readonly forFiles?: true
  /** Where the object first came from, when this store is itself a copy made by mlferry. */
  readonly origin?: Origin
  /** The id of the object that this one was copied from. Differs from `origin.id` where that was a copy too. */
  readonly copyOf?: string
  /** What went into it from elsewhere because it had its name, see `TargetJob.noteMerged`. Absent: nothing. */
  readonly merged?: readonly Ancestor[]
}

/** An object that a listing names but cannot show: it fails alone, its neighbours go on. */
export interface Unreadable {
  readonly ref: Ref
  readonly scope?: Ref
  readonly error: MlferryError
}

export type Listed = Header | Unreadable

export function isUnreadable<T extends object>(listed: T | Unreadable): listed is Unreadable {
  return 'error' in listed
}

/**
 * Stands for all of a kind, where that cannot be listed: as an object `*`, so that the other kinds still arrive. Throws an error that
 * ends the whole job: without experiments there is no place for anything.
 */
export function unlistedKind(kind: string, error: unknown): Unreadable {
  if (isFatal(error) || isAbort(error) || kind === 'experiment') throw error
  return { ref: { kind, id: '*' }, error: asMlferryError(error, 'ERR_LISTING', `No ${kind} can be listed`) }
}

/** Stands for all that one scope holds of a kind, where that cannot be listed. Throws an error that ends the whole job. */
export function unlistedScope(kind: string, scope: Ref, error: unknown): Unreadable {
  if (isFatal(error) || isAbort(error)) throw error
  const failure = asMlferryError(error, 'ERR_LISTING', `No ${kind} of ${scope.kind} ${scope.id} can be listed`)
  return { ref: { kind, id: `${scope.id}/*` }, scope, error: failure }
}
