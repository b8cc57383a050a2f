import { join } from 'node:path'
import type { JsonObject } from '@mlferry/core'
import type { HeldKind } from './held-kinds.ts'
import { JournalFile } from './journal-file.ts'
import { type FileSums, formatOthers, parseJournal } from './journal-text.ts'
import { ObjectFolders } from './object-folders.ts'
import { namesOf, plainOfExperiment } from './plain/plain-kinds.ts'
import { readJsonFile } from './read-json-file.ts'

/** An experiment that is being written: what it holds, and its journal SHA256SUMS, which only grows until `compact`. */
export class ExperimentFolder {
  readonly path: string
  /** It is the folder of one run, exported alone. */
  readonly alone: boolean
  readonly runs: ObjectFolders
  readonly loggedModels: ObjectFolders
  readonly traces: ObjectFolders
  readonly #plain: readonly ObjectFolders[]
  readonly #journal: JournalFile
  #name: string | undefined

  constructor(path: string, { alone }: { alone: boolean }) {
    this.path = path
    this.alone = alone
    this.#journal = new JournalFile(path)
    this.runs = new ObjectFolders({ kind: 'run', path, alone, journal: this.#journal })
    const folders = (kind: HeldKind) => new ObjectFolders({ kind, path, alone: false, journal: this.#journal })
    this.loggedModels = folders('loggedModel')
    this.traces = folders('trace')
    this.#plain = namesOf(plainOfExperiment).map(folders)
  }

  /** Takes up what earlier jobs sealed, and removes what they left unfinished. */
  async load(): Promise<this> {
    const text = await this.#journal.read()
    const journal = parseJournal(text)
    for (const each of this.held()) await each.load(journal[each.kind])
    if (this.#lines() !== text) await this.#journal.rewrite(this.#lines())
    for (const each of this.held()) await each.clean()
    return this
  }

  /** Its objects, kind by kind. */
  held(): readonly ObjectFolders[] {
    return [this.runs, this.loggedModels, this.traces, ...this.#plain]
  }

  /** Those of one kind; undefined: it holds none of that kind. */
  objects(kind: string): ObjectFolders | undefined {
    return this.held().find((each) => each.kind === kind)
  }

  /** Leaves in the journal only what counts, and adds checksums of files that belong to no object. */
  async compact(others: FileSums): Promise<void> {
    await this.#journal.rewrite(formatOthers(others) + this.#lines())
  }

  /** Its name as experiment.json has it; empty where that is not there. */
  async name(): Promise<string> {
    this.#name ??= await readName(join(this.path, 'experiment.json'))
    return this.#name
  }

  #lines(): string {
    return this.held()
      .map((each) => each.lines())
      .join('')
  }
}

async function readName(path: string): Promise<string> {
  try {
    const { mlflow } = (await readJsonFile(path, path)).value as { mlflow: { experiment: JsonObject } }
    return String(mlflow.experiment.name ?? '')
  } catch {
    return ''
  }
}
