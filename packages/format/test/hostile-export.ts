import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { folderArtifactRoot, type Header, type OpenContext, type Writer } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { expect } from 'vitest'
import { openExportDirectory } from '../src/index.ts'
import { createSchemaCheck } from '../src/json/schema-check.ts'
import { readManifest, writeManifest } from '../src/layout/manifest.ts'
import { tempDir } from './sample-export.ts'

const secret = 'of nobody elses business'

/** What became of each object, by names such as `run r1`. */
export interface Imported {
  /** In order. */
  readonly created: readonly string[]
  readonly failed: Readonly<Record<string, string>>
  readonly messages: readonly string[]
}

/** A copy of an export that someone alters, and beside it a folder that nothing of it may reach. */
export class HostileExport {
  readonly dir: string
  readonly outside: string

  private constructor(root: string) {
    this.dir = join(root, 'export')
    this.outside = join(root, 'outside')
  }

  static async copyOf(healthy: string): Promise<HostileExport> {
    const made = new HostileExport(await tempDir())
    await cp(healthy, made.dir, { recursive: true })
    await mkdir(made.outside)
    await writeFile(join(made.outside, 'secret.txt'), secret)
    return made
  }

  /** What an import brings after this damage. Nothing outside is touched, and nothing of it is told. */
  static async outcomeOf(healthy: string, damage: (it: HostileExport) => Promise<unknown>): Promise<Imported> {
    const it = await HostileExport.copyOf(healthy)
    try {
      await damage(it)
      await it.reseal()
      const outside = await it.outsideState()
      const found = await it.import()
      expect(JSON.stringify(found.messages)).not.toContain(secret)
      expect(await it.outsideState()).toEqual(outside)
      return found
    } finally {
      await it.remove()
    }
  }

  path(file: string): string {
    return join(this.dir, file)
  }

  async write(file: string, text: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.path(file)), { recursive: true })
    await writeFile(this.path(file), text)
  }

  async edit(file: string, change: (text: string) => string): Promise<void> {
    await this.write(file, change(await readFile(this.path(file), 'utf8')))
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the file holds is to be broken
  async json(file: string, change: (value: any) => unknown): Promise<void> {
    await this.edit(file, (text) => {
      const value = JSON.parse(text)
      return JSON.stringify(change(value) ?? value)
    })
  }

  /** Gives altered files the checksums that they have now, as someone would who means harm. */
  async reseal(): Promise<void> {
    const all = await readdir(this.dir, { recursive: true })
    for (const sums of all.filter((path) => path.endsWith('SHA256SUMS'))) {
      if (!(await stat(this.path(sums)).catch(() => undefined))?.isFile()) continue
      if ((await stat(this.path(sums))).size > 1e8) continue
      const lines = (await readFile(this.path(sums), 'utf8')).split('\n').filter(Boolean)
      const fresh = lines.map(async (line) => {
        const sum = await sha256(join(this.dir, dirname(sums), line.slice(66)))
        return `${sum ?? line.slice(0, 64)}${line.slice(64)}\n`
      })
      await writeFile(this.path(sums), (await Promise.all(fresh)).join(''))
    }
    await this.#resealManifest()
  }

  async #resealManifest(): Promise<void> {
    const manifest = await readManifest(this.dir, createSchemaCheck()).catch(() => undefined)
    if (!manifest?.files) return
    const fresh = Object.entries(manifest.files).map(async ([path, sum]) => {
      return [path, (await sha256(join(this.dir, path))) ?? sum] as const
    })
    await writeManifest(this.dir, { ...manifest, files: Object.fromEntries(await Promise.all(fresh)) })
  }

  /** What became of each object of it: `created` as `run r1`, problems by the same name. */
  async import(): Promise<Imported> {
    const target = new AnyStore(await tempDir())
    const { objects } = await copy({ source: await openExportDirectory(this.dir), target })
    const bad = objects.filter(({ outcome }) => outcome !== 'created')
    return {
      created: [...target.objects.values()]
        .filter(({ written }) => written.sealed !== undefined)
        .map(({ header }) => `${header.ref.kind} ${header.copyOf}`)
        .sort(),
      failed: Object.fromEntries(bad.map(({ ref, problems }) => [`${ref.kind} ${ref.id}`, problems[0]?.code ?? ''])),
      messages: bad.flatMap(({ problems }) => problems.map(({ message }) => message)),
    }
  }

  /** Names in a folder. */
  filesOf(folder: string): Promise<string[]> {
    return readdir(this.path(folder))
  }

  /** Names and content of what lies outside. */
  async outsideState(): Promise<Record<string, string>> {
    const names = await readdir(this.outside, { recursive: true })
    const files = names.map(async (name) => [name, await readFile(join(this.outside, name), 'utf8').catch(() => '')])
    return Object.fromEntries(await Promise.all(files))
  }

  async remove(): Promise<void> {
    await rm(dirname(this.dir), { recursive: true, force: true })
  }
}

/** Takes objects of any kind. */
class AnyStore extends MemoryStore {
  readonly #files: string

  constructor(files: string) {
    super()
    this.#files = files
  }

  override async capabilities() {
    return { kind: () => ({ fields: {} }) }
  }

  override async open(object: Header, context: OpenContext): Promise<Writer> {
    const writer = await super.open(object, context)
    const artifacts = folderArtifactRoot(join(this.#files, writer.ref.id))
    return Object.defineProperty(writer, 'artifacts', { value: artifacts })
  }
}

/** undefined: there is no such file, or it is too large to read for a test. */
async function sha256(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats?.isFile() || stats.size > 1e8) return undefined
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes)
  return hash.digest('hex')
}
