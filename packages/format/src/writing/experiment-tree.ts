import { join, posix } from 'node:path'
import { MlferryError, type Spool } from '@mlferry/core'
import { experimentIn } from '../experiment/read-experiment-file.ts'
import { FolderNames } from '../layout/folder-names.ts'
import { foldersIn } from '../layout/folders-in.ts'
import { experimentsFolder, type Layout } from '../layout/layout.ts'
import { ExperimentFolder } from './experiment-folder.ts'

/** The experiments of an export that is being written, by id. */
export class ExperimentTree {
  readonly #dir: string
  readonly #layout: Layout
  readonly #spool: Spool
  #names: Promise<Map<string, string>> | undefined
  readonly #folderNames = new FolderNames()
  readonly #folders = new Map<string, Promise<ExperimentFolder>>()

  constructor(dir: string, { layout, spool }: { readonly layout: Layout; readonly spool: Spool }) {
    this.#dir = dir
    this.#layout = layout
    this.#spool = spool
  }

  /** Paths of experiment folders by id, relative to the root. Empty if the root is the experiment. */
  names(): Promise<Map<string, string>> {
    this.#names ??= this.#scan()
    return this.#names
  }

  /** The folder of an experiment, a new one if there is none. Loaded once. */
  async folder(id: string): Promise<ExperimentFolder> {
    const name = await this.#nameOf(id)
    const path = join(this.#dir, name)
    const alone = this.#layout === 'run'
    const loaded = this.#folders.get(id) ?? new ExperimentFolder(path, { alone, spool: this.#spool }).load()
    this.#folders.set(id, loaded)
    return await loaded
  }

  /** Name of the experiment of a run. Empty if the run is not here. */
  async experimentOf(runId: string): Promise<string> {
    for (const id of (await this.names()).keys()) {
      const experiment = await this.folder(id)
      if (experiment.runs.sealed.has(runId)) return await experiment.name()
    }
    return ''
  }

  async #nameOf(id: string): Promise<string> {
    const names = await this.names()
    const known = names.get(id)
    if (known !== undefined) return known
    const base = experimentsFolder(this.#layout)
    if (base === undefined && names.size > 0) {
      throw new MlferryError(
        'ERR_EXPORT_LAYOUT',
        `${this.#dir} holds one experiment, ${[...names.keys()][0]}, not ${id}`,
      )
    }
    const name = base === undefined ? '' : posix.join(base, this.#folderNames.of(id))
    names.set(id, name)
    return name
  }

  async #scan(): Promise<Map<string, string>> {
    const base = experimentsFolder(this.#layout)
    const folders = base === undefined ? [''] : await foldersIn(join(this.#dir, base))
    const names = new Map<string, string>()
    for (const folder of folders) {
      const name = base === undefined ? '' : posix.join(base, folder)
      const { experiment_id: id } = await experimentIn(join(this.#dir, name, 'experiment.json'))
      // No experiment, or damaged. Then it is written again under the same name.
      if (typeof id !== 'string') continue
      names.set(id, name)
      this.#folderNames.take(folder, id)
    }
    return names
  }
}
