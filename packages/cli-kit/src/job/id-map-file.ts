import { once } from 'node:events'
import { createReadStream, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { isMissingFile, type Ref, refKey, Spool, SpooledMap } from '@mlferry/core'
import type { FinishedEvent } from '@mlferry/engine'
import { printableJson } from '../render/printable-json.ts'
import { createPrivateFile } from './private-file.ts'

/** A line of `id-map.jsonl`. */
export interface IdMapLine {
  readonly kind: string
  readonly source: string
  readonly target: string | null
  readonly title: string | null
  readonly outcome: FinishedEvent['outcome']
  /** Of the source, where several were copied. */
  readonly workspace?: string
}

/**
 * Which object of the target stands for which of the source, a line each, written as objects finish. Objects of earlier jobs
 * that this one did not see keep their lines.
 */
export class IdMapFile {
  readonly path: string
  readonly #fresh: string
  readonly #stream: WriteStream
  readonly #spool = new Spool()
  /** Kinds and ids of this job's objects. */
  readonly #seen = new SpooledMap<true>(this.#spool)

  private constructor(dir: string, stream: WriteStream) {
    this.path = join(dir, 'id-map.jsonl')
    this.#fresh = freshPath(dir)
    this.#stream = stream
    // Told by close; without a listener it would end the process.
    this.#stream.on('error', () => {})
  }

  static async create(dir: string): Promise<IdMapFile> {
    const file = await createPrivateFile(freshPath(dir))
    return new IdMapFile(dir, file.createWriteStream())
  }

  add({ ref, target, title, outcome }: FinishedEvent, workspace?: string): void {
    const line: IdMapLine = {
      kind: ref.kind,
      source: ref.id,
      target: target?.id ?? null,
      title: title ?? null,
      outcome,
      ...(workspace === undefined ? {} : { workspace }),
    }
    this.#seen.set(seenKey(ref, workspace), true)
    this.#stream.write(`${printableJson(line)}\n`)
  }

  /** Puts the new lines in place of the old ones. Also after an interruption. */
  async close(): Promise<void> {
    for await (const line of earlierLines(this.path)) {
      // A broken stream never drains.
      if (this.#stream.errored) throw this.#stream.errored
      const { kind, source, workspace } = parseLine(line)
      const known = kind !== undefined && source !== undefined
      if (!known || this.#seen.has(seenKey({ kind, id: source }, workspace))) continue
      if (!this.#stream.write(`${line}\n`)) await once(this.#stream, 'drain')
    }
    this.#stream.end()
    await finished(this.#stream)
    this.#spool[Symbol.dispose]()
    if (this.#seen.size === 0) await rm(this.#fresh, { force: true })
    else await rename(this.#fresh, this.path)
  }
}

/** Names repeat from one workspace to the next. */
function seenKey(ref: Ref, workspace = ''): string {
  return `${refKey(ref)}\n${workspace}`
}

function freshPath(dir: string): string {
  return join(dir, 'id-map.jsonl.new')
}

async function* earlierLines(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    if (!isMissingFile(error)) throw error
  }
}

/** Empty for a line that was cut. */
function parseLine(line: string): Partial<IdMapLine> {
  try {
    return JSON.parse(line) as IdMapLine
  } catch {
    return {}
  }
}
