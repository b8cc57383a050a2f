import { join } from 'node:path'
import {
  type ArtifactRoot,
  type Listed,
  type MlferryError,
  type Query,
  type Ref,
  SpooledMap,
  type Unreadable,
  unlistedScope,
} from '@mlferry/core'
import { type FileSums, filesBelow } from '../checksums/journal-lines.ts'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import type { FolderKind } from '../layout/folder-kinds.ts'
import { placeIn } from './find-places.ts'
import { headerOf } from './header-of.ts'
import type { LocatedObject } from './list-objects.ts'
import type { ObjectPlace } from './object-place.ts'
import type { ReadContext } from './read-context.ts'

type ListInExperiment = (
  experiment: LoadedExperiment,
  query: Query,
  options: { readonly context: ReadContext; readonly signal: AbortSignal },
) => AsyncIterable<LocatedObject | Unreadable>

interface Seat {
  readonly experimentId: string
  readonly folder: string
}

/** The part of `OpenedExport` that is used here. */
interface HoldingExport {
  readonly context: ReadContext
  experiments(signal: AbortSignal): Promise<(LoadedExperiment | Unreadable)[]>
  folder(path: string, sums: FileSums | undefined): Promise<ArtifactRoot>
  missing(ref: Ref): MlferryError
}

/** The objects of one kind in all experiments of an export. Remembers the places of those that were listed. */
export class ExperimentObjects {
  readonly #kind: FolderKind
  readonly #listIn: ListInExperiment
  readonly #opened: HoldingExport
  readonly #seats: SpooledMap<Seat>
  readonly #holding = new Map<string, LoadedExperiment>()

  constructor(kind: FolderKind, listIn: ListInExperiment, opened: HoldingExport) {
    this.#kind = kind
    this.#listIn = listIn
    this.#opened = opened
    this.#seats = new SpooledMap(opened.context.spool)
  }

  async *list(query: Query, signal: AbortSignal): AsyncGenerator<LocatedObject | Unreadable> {
    const wanted = query.scopes && new Set(query.scopes.map(({ id }) => id))
    for (const experiment of await this.#opened.experiments(signal)) {
      if (!('header' in experiment)) continue
      const { ref } = experiment.header
      if (wanted && !wanted.has(ref.id)) continue
      this.#holding.set(ref.id, experiment)
      try {
        for await (const found of this.#listIn(experiment, query, { context: this.#opened.context, signal })) {
          if ('header' in found)
            this.#seats.set(found.header.ref.id, { experimentId: ref.id, folder: found.place.folder })
          yield found
        }
      } catch (error) {
        yield unlistedScope(this.#kind, ref, error)
      }
    }
  }

  async *headers(query: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for await (const found of this.list(query, signal)) yield headerOf(found)
  }

  /** undefined: not in this export. */
  async find(id: string, signal: AbortSignal): Promise<ObjectPlace | undefined> {
    if (!this.#seats.has(id)) await Array.fromAsync(this.list({ ids: [id], includeDeleted: true }, signal))
    const seat = this.#seats.get(id)
    const experiment = seat && this.#holding.get(seat.experimentId)
    return experiment && (await placeIn(experiment, { kind: this.#kind, folder: seat.folder }))
  }

  /** Throws ERR_NOT_FOUND. */
  async place(id: string, signal: AbortSignal): Promise<ObjectPlace> {
    const place = await this.find(id, signal)
    if (!place) throw this.#opened.missing({ kind: this.#kind, id })
    return place
  }

  /** The files of one object. Throws ERR_NOT_FOUND. */
  async artifacts(id: string, signal: AbortSignal): Promise<ArtifactRoot> {
    const { path, sums } = await this.place(id, signal)
    return await this.#opened.folder(join(path, 'artifacts'), sums && filesBelow(sums, 'artifacts'))
  }
}
