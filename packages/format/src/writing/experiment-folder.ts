import { join } from 'node:path'
import type { Spool } from '@mlferry/core'
import type { FileSums } from '../checksums/journal-lines.ts'
import { experimentIn } from '../experiment/read-experiment-file.ts'
import { text } from '../json/json-members.ts'
import type { StoredKind } from '../layout/folder-kinds.ts'
import { namesOf, plainOfExperiment } from '../plain/plain-kinds.ts'
import { ObjectStore } from '../sealed/object-store.ts'
import type { ObjectsOfKind } from '../sealed/objects-of-kind.ts'

/** An experiment that is being written, and its objects. */
export class ExperimentFolder {
  readonly path: string
  /** It is the folder of one run, exported alone. */
  readonly alone: boolean
  readonly #store: ObjectStore
  #name: string | undefined

  constructor(path: string, { alone, spool }: { readonly alone: boolean; readonly spool: Spool }) {
    this.path = path
    this.alone = alone
    const kinds = ['run', 'loggedModel', 'trace', ...namesOf(plainOfExperiment)] as const
    this.#store = new ObjectStore({ path, kinds, alone: alone ? ['run'] : [], spool })
  }

  get runs(): ObjectsOfKind {
    return this.objects('run')
  }

  get loggedModels(): ObjectsOfKind {
    return this.objects('loggedModel')
  }

  get traces(): ObjectsOfKind {
    return this.objects('trace')
  }

  async load(): Promise<this> {
    await this.#store.load()
    return this
  }

  objects(kind: StoredKind): ObjectsOfKind {
    return this.#store.of(kind)
  }

  /** Writes the final SHA256SUMS: without stale lines, with the checksums of files that belong to no object. */
  async compact(others: FileSums): Promise<void> {
    await this.#store.compact(others)
  }

  /** Its name in experiment.json. Empty if that file is missing. */
  async name(): Promise<string> {
    this.#name ??= text((await experimentIn(join(this.path, 'experiment.json'))).name)
    return this.#name
  }
}
