import { join } from 'node:path'
import {
  type ArtifactRoot,
  type Listed,
  type MlferryError,
  type Query,
  type Ref,
  SpooledMap,
  type Unreadable,
} from '@mlferry/core'
import { type FileSums, filesBelow } from '../checksums/journal-lines.ts'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { placeIn } from './find-places.ts'
import { headerOf } from './header-of.ts'
import { type ListedKind, listInExperiments, type OpenedExperiments } from './list-in-experiments.ts'
import type { LocatedObject } from './list-objects.ts'
import type { ObjectPlace } from './object-place.ts'

interface Seat {
  readonly experimentId: string
  readonly folder: string
}

/** The part of `OpenedExport` that is used here. */
interface HoldingExport extends OpenedExperiments {
  folder(path: string, sums: FileSums | undefined): Promise<ArtifactRoot>
  missing(ref: Ref): MlferryError
}

/** The objects of one kind in all experiments of an export. Remembers the places of those that were listed. */
export class ExperimentObjects {
  readonly #listed: ListedKind
  readonly #opened: HoldingExport
  readonly #seats: SpooledMap<Seat>
  readonly #holding = new Map<string, LoadedExperiment>()

  constructor(listed: ListedKind, opened: HoldingExport) {
    this.#listed = listed
    this.#opened = opened
    this.#seats = new SpooledMap(opened.context.spool)
  }

  async *list(query: Query, signal: AbortSignal): AsyncGenerator<LocatedObject | Unreadable> {
    for await (const { experiment, found } of listInExperiments(this.#listed, query, {
      opened: this.#opened,
      signal,
    })) {
      if ('header' in found) {
        const { id } = experiment.header.ref
        this.#holding.set(id, experiment)
        this.#seats.set(found.header.ref.id, { experimentId: id, folder: found.place.folder })
      }
      yield found
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
    return experiment && (await placeIn(experiment, { kind: this.#listed.kind, folder: seat.folder }))
  }

  /** Throws ERR_NOT_FOUND. */
  async place(id: string, signal: AbortSignal): Promise<ObjectPlace> {
    const place = await this.find(id, signal)
    if (!place) throw this.#opened.missing({ kind: this.#listed.kind, id })
    return place
  }

  /** The files of one object. Throws ERR_NOT_FOUND. */
  async artifacts(id: string, signal: AbortSignal): Promise<ArtifactRoot> {
    const { path, sums } = await this.place(id, signal)
    return await this.#opened.folder(join(path, 'artifacts'), sums && filesBelow(sums, 'artifacts'))
  }
}
