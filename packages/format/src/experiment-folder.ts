import { join } from 'node:path'
import type { JsonObject } from '@mlferry/core'
import { JournalFile } from './journal-file.ts'
import { type FileSums, formatOthers, parseJournal } from './journal-text.ts'
import { ObjectFolders } from './object-folders.ts'
import { readJsonFile } from './read-json-file.ts'

/** An experiment that is being written: what it holds, and its journal SHA256SUMS, which only grows until `compact`. */
export class ExperimentFolder {
  readonly path: string
  /** It is the folder of one run, exported alone. */
  readonly alone: boolean
  readonly runs: ObjectFolders
  readonly loggedModels: ObjectFolders
  readonly #journal: JournalFile
  #name: string | undefined

  constructor(path: string, { alone }: { alone: boolean }) {
    this.path = path
    this.alone = alone
    this.#journal = new JournalFile(path)
    this.runs = new ObjectFolders({ kind: 'run', path, alone, journal: this.#journal })
    this.loggedModels = new ObjectFolders({ kind: 'loggedModel', path, alone: false, journal: this.#journal })
  }

  /** Takes up what earlier jobs sealed, and removes what they left unfinished. */
  async load(): Promise<this> {
    const text = await this.#journal.read()
    const journal = parseJournal(text)
    await this.runs.load(journal.run)
    await this.loggedModels.load(journal.loggedModel)
    if (this.#lines() !== text) await this.#journal.rewrite(this.#lines())
    await this.runs.clean()
    await this.loggedModels.clean()
    return this
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
    return this.runs.lines() + this.loggedModels.lines()
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
