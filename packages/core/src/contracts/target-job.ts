import type { MlferryError } from '../errors/mlferry-error.ts'
import type { Header, Unreadable } from '../objects/header.ts'
import type { Ancestor } from '../objects/origin.ts'
import type { Link, Ref } from '../objects/ref.ts'
import type { ArtifactRoot } from './artifact-root.ts'
import type { OpenContext, Writer } from './writer.ts'
import type { Written, WrittenOptions } from './written.ts'

/**
 * One job at a target: all that is remembered for it lives here, and ends with it. Calls for different objects run concurrently. Disposed
 * after the last call, also where the job failed or was interrupted.
 */
export interface TargetJob extends AsyncDisposable {
  /**
   * What earlier copies left. What holds a kind is listed before it.
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
