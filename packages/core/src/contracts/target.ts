import type { MlferryError } from '../errors/mlferry-error.ts'
import type { Header, Unreadable } from '../objects/header.ts'
import type { Ancestor } from '../objects/origin.ts'
import type { Part } from '../objects/part.ts'
import type { Link, Ref } from '../objects/ref.ts'
import type { ArtifactRoot } from './artifact-root.ts'
import type { Marks } from './marks.ts'
import type { Store } from './store.ts'
import type { Workspaces } from './workspaces.ts'

/** What an earlier copy left, read from the target itself. Also names objects of the target that mlferry did not write (`ours` false). */
export interface Written {
  /** The identity by which its kind recognises an earlier copy: a source id, or a name. */
  readonly key: string
  readonly target: Ref
  /** What holds it at the target. Always there where `key` is a name within its scope. */
  readonly scope?: Ref
  readonly ours: boolean
  /** Its id at the source, where `key` is a name and it is ours. */
  readonly source?: string
  /** What its mark says that it was copied from, nearest first. Absent: it has no mark; or the store keeps ids, and `key` tells. */
  readonly ancestors?: readonly Ancestor[]
  /** What went into it from elsewhere because it had its name, see `noteMerged`. Absent: nothing. */
  readonly merged?: readonly Ancestor[]
  /** When it was created at the target, where the ids of its kind repeat (see `ObjectKind.idsRepeat`). Absent: not known. */
  readonly created?: number
  /** `contentOf` its fields as they are now. Absent: this listing does not show all of them. */
  readonly content?: string
  /** Where `content` is told: its links as they are now, by ids of the target. Absent: none. */
  readonly links?: readonly Link[]
  /** Fields of links that this listing does not show. */
  readonly unlisted?: readonly string[]
  /** Every store like this has it from the start, such as the experiment named Default: to have it is no conflict. */
  readonly builtIn?: true
  /** The fingerprint of its seal; undefined = unfinished, or not ours. */
  readonly sealed: string | undefined
  /** Where the seal may come with the creation: whether this of `ObjectKind.setLater` is there too. Absent: the seal was the last write. */
  has?(setLater: string): boolean
  readonly deleted: boolean
  /** Links to objects that were not there yet, by source ids. */
  readonly pending: readonly Link[]
}

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

export interface WrittenOptions {
  /** Scopes of which all objects are wanted, not only those with a mark: they may hold originals of what is copied. */
  readonly originalsIn?: (scope: Ref) => boolean
}

/** Where objects are written. Calls for different objects run concurrently. */
export interface Target extends Store {
  /**
   * `scopes` are the target's own, undefined for kinds without one. A scope whose objects cannot be listed is Unreadable, its
   * neighbours go on. An object listed twice here is an error of the target's data.
   */
  written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
    options?: WrittenOptions,
  ): AsyncIterable<readonly (Written | Unreadable)[]>
  /**
   * An object of the target as a Source shows it, to say in what it differs from one that it is the same as; undefined where it is not
   * there. Absent: that they differ is all that is told.
   */
  show?(written: Pick<Written, 'target' | 'scope'>, signal: AbortSignal): Promise<Header | undefined>
  /** True: seals hold what is equal on every road, see `sealOf`. Absent: objects come here by one road, or ids are those of the source. */
  readonly sealsContent?: true
  /** Creates, or takes up `earlier`. An answer that was lost is settled here, by identity. */
  open(object: Header, context: OpenContext, signal: AbortSignal): Promise<Writer>
  /**
   * For a dry run: throws what `open` and `seal` would throw that can be known without writing. Resolves to the root where the files of
   * the object, or of one like it, would go. Absent: nothing is known beforehand.
   */
  foresee?(object: Header, context: OpenContext, signal: AbortSignal): Promise<ArtifactRoot | undefined>
  /**
   * For a dry run: what an object loses for good because the other ends of `pending` are not there, or because there is no place for
   * what a link stands for. Absent: nothing, they may come later.
   */
  lostWithout?(kind: string, resolved: readonly Link[], pending: readonly Link[]): readonly MlferryError[]
  /** Settles links of an object that was sealed before: `resolved` by target ids, `pending` is what still waits, by source ids. */
  relink(target: Ref, resolved: readonly Link[], pending: readonly Link[], signal: AbortSignal): Promise<void>
  /**
   * Notes on an object what else went into it because it had its name: it is found by that when either has another name. Called before what
   * that holds is written, only with what is not noted there yet, and on originals too: the note is all that they get of ours.
   * Absent: names stay as they are.
   */
  noteMerged?(target: Ref, merged: readonly Ancestor[], signal: AbortSignal): Promise<void>
  /** Reproduces "deleted", after everything else. Absent: the header said it already. */
  remove?(target: Ref, signal: AbortSignal): Promise<void>
  /**
   * Takes away an unfinished copy that a job which was stopped made beside a finished one; where something was written to it, it stays.
   * Throws only what ends the job. Absent: there is never one.
   */
  removeLate?(copy: Ref, signal: AbortSignal): Promise<void>
  /** Deletes what has this name, whoever wrote it, with all that it holds: only where a user asks for that. Absent: it cannot. */
  clear?(kind: string, name: string, signal: AbortSignal): Promise<void>
  /** Looks for a copy outside the scopes that were listed. Absent: there is nothing but what `written` lists. */
  find?(kind: string, key: string, signal: AbortSignal): Promise<Written | undefined>
  /**
   * Called at most once, before the first write of a job that creates anything, with the identities by kind of what it is going to create.
   * Throws what would stop the job in its middle: a permission that is missing, a name that would be refused. Absent: nothing can be told.
   */
  prepare?(creating: ReadonlyMap<string, Iterable<string>>, signal: AbortSignal): Promise<void>
  /** Asked for before anything is listed. Absent: nobody else writes there meanwhile. Resolves to undefined where it cannot be told. */
  lease?(signal: AbortSignal): Promise<Lease | undefined>
  /** Called once, after the last object, whether or not some failed; not called when the job was interrupted. */
  complete(signal: AbortSignal): Promise<void>
  /** What mlferry noted on its objects. Absent: nothing, objects are recognised without it. */
  marks?(): Marks
  /** Absent, or resolves to undefined: the store is not divided, or shows just one workspace. */
  workspaces?(signal: AbortSignal): Promise<Workspaces<Target> | undefined>
}

/** Lets one job at a time create objects: two that start together would create the same ones twice. */
export interface Lease {
  /**
   * Called before the first creation. False: another job has written since the lease was asked for, so what was listed may be old: list
   * again, with a new lease. Throws ERR_TARGET_BUSY while another job holds it. Held until `release`, or until its holder is gone.
   */
  take(signal: AbortSignal): Promise<boolean>
  /** Called in the end, whether or not it was taken. */
  release(): Promise<void>
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
  /** End state, then the mark: the last write. `undefined`: the end state without the mark, so that a later job takes it up again. */
  seal(fingerprint: string | undefined): Promise<void>
  /**
   * What must wait for all other objects, the mark included. Asked for after `seal`, which tells whether there is anything; called when
   * every other object of the job has its outcome. A failure is named, and a later job takes the object up again.
   */
  readonly last?: (() => Promise<void>) | undefined
}
