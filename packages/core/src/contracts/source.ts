import type { Header, Listed } from '../objects/header.ts'
import type { Part } from '../objects/part.ts'
import type { Ref } from '../objects/ref.ts'
import type { ArtifactRoot } from './artifact-root.ts'
import type { Store } from './store.ts'
import type { Workspaces } from './workspaces.ts'

/** Which objects of a kind. Everything absent means no restriction. */
export interface Query {
  /** What these hold: the runs of experiments. Kinds with a scope are always asked for by scopes, or by `ids`. None: nothing. */
  readonly scopes?: readonly Ref[]
  /** Just these. One that does not exist is left out. */
  readonly ids?: readonly string[]
  /**
   * Just those that have a link in one of these fields to one of these objects. May be narrowed no further than a listing shows links: a
   * store that cannot search by it lists them all, with `unlisted` only where it did search.
   */
  readonly linkedTo?: { readonly kind: string; readonly fields: readonly string[]; readonly ids: readonly string[] }
  /** Deleted ones too. */
  readonly includeDeleted?: boolean
  /** Runs and traces that started at or after this, milliseconds since 1970. */
  readonly since?: number
  /** Runs and traces that started before this, milliseconds since 1970. */
  readonly until?: number
  /** Only what this condition in MLflow's filter syntax holds for. A store that cannot tell throws an error that is fatal for the job: ERR_FILTER_UNSUPPORTED or ERR_FILTER_REFUSED. */
  readonly filter?: string
  /** Fields and links too that cost a request for each object, and that a first look can do without. */
  readonly thorough?: boolean
}

export interface ReadOptions {
  /** By another route than usual, where the store has one: a check must not share the mistakes of the copy. */
  readonly independent?: boolean
}

/** Where objects are read. Nothing at a Source is ever written. */
export interface Source extends Store {
  /** Address of the server that the data come from, without secrets. Absent: `label` is it. */
  readonly origin?: string
  /**
   * Pages of headers. Stable while the store changes: an object that exists from the first page to the last is listed exactly once.
   * An object that cannot be read is listed as Unreadable, and so is a scope whose objects cannot be listed (`unlistedScope`).
   * Objects of several scopes may come in any order.
   */
  list(kind: string, query: Query, signal: AbortSignal): AsyncIterable<readonly Listed[]>
  /**
   * Headers with the links that their listing left `unlisted`: asked for what is to be written. One that cannot be
   * read is Unreadable. Absent: no listing leaves anything out.
   */
  withAllLinks?(batch: readonly Header[], signal: AbortSignal): Promise<readonly Listed[]>
  /** How many objects to read at once: 100 for runs over REST, where one request serves them all. */
  batchSize(kind: string): number
  /** The content of all objects of the batch. Pulling slowly is the backpressure. */
  read(batch: readonly Header[], signal: AbortSignal, options?: ReadOptions): AsyncIterable<Part>
  /** undefined: this kind has no artifacts. Throws ERR_ARTIFACTS_UNSUPPORTED for a scheme that no root serves. */
  artifacts(object: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined>
  /** How many there are of what no kind carries, such as `gateway secrets`; undefined: not told. Absent: the store holds no such thing. */
  count?(what: string, signal: AbortSignal): Promise<number | undefined>
  /** Absent, or resolves to undefined: the store is not divided, or shows just one workspace. */
  workspaces?(signal: AbortSignal): Promise<Workspaces<Source> | undefined>
}
