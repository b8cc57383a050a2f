import { join } from 'node:path'
import { InternalError, type Spool } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { FileSums } from '../checksums/journal-text.ts'
import { readExperimentFile } from '../experiment/read-experiment-file.ts'
import { namesOf, plainOfExperiment } from '../plain/plain-kinds.ts'
import { HeldObjects } from '../sealed/held-objects.ts'
import type { ObjectFolders } from '../sealed/object-folders.ts'

/** An experiment that is being written, and what it holds. */
export class ExperimentFolder {
  readonly path: string
  /** It is the folder of one run, exported alone. */
  readonly alone: boolean
  readonly #held: HeldObjects
  #name: string | undefined

  constructor(path: string, { alone, spool }: { readonly alone: boolean; readonly spool: Spool }) {
    this.path = path
    this.alone = alone
    const kinds = ['run', 'loggedModel', 'trace', ...namesOf(plainOfExperiment)] as const
    this.#held = new HeldObjects({ path, kinds, alone, spool })
  }

  get runs(): ObjectFolders {
    return this.#of('run')
  }

  get loggedModels(): ObjectFolders {
    return this.#of('loggedModel')
  }

  get traces(): ObjectFolders {
    return this.#of('trace')
  }

  async load(): Promise<this> {
    await this.#held.load()
    return this
  }

  /** Those of one kind; undefined: it holds none of that kind. */
  objects(kind: string): ObjectFolders | undefined {
    return this.#held.of(kind)
  }

  /** Leaves in the journal only what counts, and adds checksums of files that belong to no object. */
  async compact(others: FileSums): Promise<void> {
    await this.#held.compact(others)
  }

  /** Its name as experiment.json has it; empty where that is not there. */
  async name(): Promise<string> {
    this.#name ??= await readName(join(this.path, 'experiment.json'))
    return this.#name
  }

  #of(kind: string): ObjectFolders {
    const objects = this.#held.of(kind)
    if (!objects) throw new InternalError(`An experiment holds no ${kind}`)
    return objects
  }
}

async function readName(path: string): Promise<string> {
  try {
    const { mlflow } = (await readExperimentFile(path, path)) as unknown as { mlflow: { experiment: JsonObject } }
    return String(mlflow.experiment.name ?? '')
  } catch {
    return ''
  }
}
