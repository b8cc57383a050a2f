import { type Header, type Query, type Ref, type Unreadable, unlistedScope } from '@mlferry/core'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import type { FolderKind } from '../layout/folder-kinds.ts'
import { type LocatedObject, listObjects } from './list-objects.ts'
import type { ObjectPlace } from './object-place.ts'
import type { ReadContext } from './read-context.ts'

interface Reading {
  readonly context: ReadContext
  readonly signal: AbortSignal
}

/** How the objects of one kind in an experiment are found, read and chosen. */
export interface ListedKind<Read extends Header = Header> {
  readonly kind: FolderKind
  find(experiment: LoadedExperiment, context: ReadContext): AsyncIterable<ObjectPlace | Unreadable>
  /** Rejects with what makes the object unreadable. */
  load(place: ObjectPlace, scope: Ref, reading: Reading): Promise<Read>
  /** Called for objects with a wanted id. Default: all of them. */
  matches?(header: Read, query: Query): boolean
}

/** The part of `OpenedExport` that is used here. */
export interface OpenedExperiments {
  readonly context: ReadContext
  experiments(signal: AbortSignal): Promise<(LoadedExperiment | Unreadable)[]>
}

export interface FoundInExperiment {
  readonly experiment: LoadedExperiment
  readonly found: LocatedObject | Unreadable
}

/** The objects of one kind that the query asks for in all experiments of an export, and those that are named but cannot be read. */
export async function* listInExperiments(
  listed: ListedKind,
  query: Query,
  { opened, signal }: { readonly opened: OpenedExperiments; readonly signal: AbortSignal },
): AsyncGenerator<FoundInExperiment> {
  const wanted = query.scopes && new Set(query.scopes.map(({ id }) => id))
  const reading = { context: opened.context, signal }
  for (const experiment of await opened.experiments(signal)) {
    if (!('header' in experiment)) continue
    const { ref } = experiment.header
    if (wanted && !wanted.has(ref.id)) continue
    try {
      for await (const found of listInExperiment(experiment, listed, { ...reading, query })) yield { experiment, found }
    } catch (error) {
      yield { experiment, found: unlistedScope(listed.kind, ref, error) }
    }
  }
}

async function* listInExperiment(
  experiment: LoadedExperiment,
  listed: ListedKind,
  { query, context, signal }: Reading & { readonly query: Query },
): AsyncGenerator<LocatedObject | Unreadable> {
  const { ids } = query
  const scope = experiment.header.ref
  const listing = {
    kind: listed.kind,
    places: listed.find(experiment, context),
    ids: experiment.foldersAreIds ? ids : undefined,
    scope,
    load: (place: ObjectPlace) => listed.load(place, scope, { context, signal }),
    signal,
  }
  for await (const found of listObjects(listing)) {
    if ('error' in found) yield found
    else if ((ids?.includes(found.header.ref.id) ?? true) && (listed.matches?.(found.header, query) ?? true))
      yield found
  }
}
