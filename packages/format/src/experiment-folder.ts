import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isMissingFile, putFile } from '@mlferry/core'
import { checksumFile } from './checksums.ts'
import { encodedFolderName, folderName } from './folder-name.ts'
import { formatJournal, formatRun, parseJournal } from './journal-text.ts'
import { type RunHead, readRunStanza, toRunHead } from './run/run-head.ts'

export interface SealedRun extends RunHead {
  readonly folder: string
  /** Its lines in the journal. */
  readonly lines: string
}

export interface RunFolders {
  readonly folder: string
  readonly final: string
  /** Where it is built. */
  readonly temporary: string
  /** Where the older one waits until the newer one is in the journal. */
  readonly older: string
}

/** An experiment that is being written: its sealed runs, and its journal SHA256SUMS, which only grows until `compact`. */
export class ExperimentFolder {
  readonly path: string
  /** By id, in the order of the journal. */
  readonly runs = new Map<string, SealedRun>()
  /** Runs that were begun and are not sealed. */
  readonly unsealed = new Set<string>()
  readonly #alone: boolean
  readonly #runsPath: string
  readonly #taken = new Map<string, string>()
  #appending: Promise<void> = Promise.resolve()
  #torn = false

  /** `alone`: the folder is that of one run, exported alone. */
  constructor(path: string, { alone }: { alone: boolean }) {
    this.path = path
    this.#alone = alone
    this.#runsPath = alone ? path : join(path, 'runs')
  }

  /** Takes up what earlier jobs sealed, and removes what they left unfinished. */
  async load(): Promise<this> {
    const text = await readFile(join(this.path, checksumFile), 'utf8').catch(orEmpty)
    const journal = parseJournal(text)
    const leftovers = (await readdir(this.#runsPath).catch(() => [])).filter((name) => /^\.(?:tmp|old)-/.test(name))
    // Still there: a run was being replaced, and the journal may mean the one or the other.
    for (const name of leftovers) if (name.startsWith('.old-')) journal.runs.delete(this.#alone ? '' : name.slice(5))
    for (const [folder, files] of journal.runs) {
      const stanza = await readRunStanza(join(this.#runsPath, folder, 'run.json'))
      if (stanza) this.#add({ ...toRunHead(stanza), folder, lines: formatRun(folder, files) })
    }
    if (this.#journal() !== text) await this.#rewrite(this.#journal())
    for (const name of leftovers) await rm(join(this.#runsPath, name), { recursive: true, force: true })
    return this
  }

  /** The folders of a run. A name is the run's own from then on. */
  foldersOf(id: string): RunFolders {
    const folder = this.runs.get(id)?.folder ?? this.#freeName(id)
    this.#taken.set(folder.toLowerCase(), id)
    const mark = this.#alone ? 'run' : folder
    const [temporary, older] = [join(this.#runsPath, `.tmp-${mark}`), join(this.#runsPath, `.old-${mark}`)]
    return { folder, final: join(this.#runsPath, folder), temporary, older }
  }

  /** Checksums of the files of a sealed run, by path within its folder. */
  filesOf(id: string): ReadonlyMap<string, string> | undefined {
    const run = this.runs.get(id)
    return run && parseJournal(run.lines).runs.get(run.folder)
  }

  /** Enters a run whose files are in place. */
  async seal(head: RunHead, { folder, files }: { folder: string; files: ReadonlyMap<string, string> }): Promise<void> {
    const lines = formatRun(folder, files)
    if (this.runs.get(head.id)?.lines !== lines) await this.#append(lines)
    this.#add({ ...head, folder, lines })
    this.unsealed.delete(head.id)
  }

  /** Leaves in the journal only what counts, and adds checksums of files that belong to no run. */
  async compact(others: ReadonlyMap<string, string>): Promise<void> {
    await this.#rewrite(formatJournal({ runs: new Map(), others: new Map(others) }) + this.#journal())
  }

  #freeName(id: string): string {
    if (this.#alone) return ''
    const name = folderName(id)
    const holder = this.#taken.get(name.toLowerCase())
    return holder === undefined || holder === id ? name : encodedFolderName(id)
  }

  #add(run: SealedRun): void {
    this.#taken.set(run.folder.toLowerCase(), run.id)
    this.runs.set(run.id, run)
  }

  #journal(): string {
    return [...this.runs.values()].map(({ lines }) => lines).join('')
  }

  async #append(lines: string): Promise<void> {
    const appended = this.#appending.then(() => this.#appendNow(lines))
    this.#appending = appended.catch(() => {})
    await appended
  }

  async #appendNow(lines: string): Promise<void> {
    await using handle = await open(join(this.path, checksumFile), 'a')
    // After a write that failed there may be half a line.
    const text = this.#torn ? `\n${lines}` : lines
    this.#torn = true
    await handle.appendFile(text)
    await handle.datasync()
    this.#torn = false
  }

  async #rewrite(text: string): Promise<void> {
    await mkdir(this.path, { recursive: true })
    const path = join(this.path, checksumFile)
    const { signal } = new AbortController()
    await putFile(path, Readable.from([Buffer.from(text)]), { size: undefined, name: path, signal })
  }
}

function orEmpty(error: unknown): string {
  if (isMissingFile(error)) return ''
  throw error
}
