import type { MlferryError } from '../errors/mlferry-error.ts'
import type { Part } from '../objects/part.ts'
import type { Link, Ref } from '../objects/ref.ts'
import type { ArtifactRoot } from './artifact-root.ts'
import type { Written } from './written.ts'

/** What opening an object needs beyond its header. */
export interface OpenContext {
  /** The identity by which its kind recognises the object. */
  readonly key: string
  /** What an earlier copy left: it is taken up. */
  readonly earlier: Written | undefined
  /** The target's own object that holds this one. */
  readonly scope: Ref | undefined
  /** Links whose other end is at the target already, by the target's ids. */
  readonly links: readonly Link[]
  /** Runs that have points of the object, by their ids at the source, and what stands for each at the target. Absent: there are none. */
  readonly pointsOn?: ReadonlyMap<string, string>
  /** Address of the server that the data come from, for provenance. */
  readonly sourceUri: string
  /**
   * Of `earlier`. `renew`: it came by another road, and its mark is to name this source. `none`: it is an original, which gets no tag of
   * ours. Absent: a mark that is there stays.
   */
  readonly mark?: 'renew' | 'none'
  /** Of a new object: its mark comes first, as what stands at its place without one is an original. */
  readonly markFirst?: true
  /** Of a new object: what has its name, and gives it up in this job. It is never taken for the new one: while it has the name, opening fails. */
  readonly apartFrom?: Ref
  /** Of `earlier`: what has its new name waits for its old one. It takes a temporary name, and its own with `Writer.last`. */
  readonly viaTemporaryName?: true
}

/** Writes one object. Disposed unsealed = left recognisable as unfinished. */
export interface Writer extends AsyncDisposable {
  /** The target's own; enters the id map from here on. */
  readonly ref: Ref
  /** True when this wrote anything at the target so far. */
  readonly changed: boolean
  /** What of it the target did not take although it arrived, asked for once it is sealed. Absent: nothing. */
  readonly losses?: readonly MlferryError[]
  /** Safe to repeat; resolves when there is room. Calls for one object never overlap. */
  write(part: Part): Promise<void>
  /** Where its files go, also while parts are written; undefined: it needs none of its own. */
  readonly artifacts: ArtifactRoot | undefined
  /** Where a file goes with what its fields cannot hold. Absent: among its own. */
  overflow?(): Promise<ArtifactRoot>
  /** Called once, before seal. `resolved` by target ids; `pending`, by source ids, is kept on the target. */
  link(resolved: readonly Link[], pending: readonly Link[]): Promise<void>
  /** End state, then the seal: the last write. `undefined`: the end state without the seal, so that a later job takes it up again. */
  seal(fingerprint: string | undefined): Promise<void>
  /**
   * What must wait for all other objects, the seal included. Asked for after `seal`, which tells whether there is anything; called when
   * every other object of the job has its outcome. A failure is named, and a later job takes the object up again.
   */
  readonly last?: (() => Promise<void>) | undefined
}
