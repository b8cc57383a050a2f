import { createHash } from 'node:crypto'
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isMissingFile } from '@mlferry/core'
import type { VerifiedPairs } from '@mlferry/engine'

/** What one verify looks for: an interrupted one of another sort is not taken up. */
export interface VerifyQuestion {
  readonly version: string
  readonly level: string
  readonly sample: number
  readonly selection: object
}

interface Start {
  readonly seed: string
  /** The user chose the seed. */
  readonly given: boolean
  /** What an earlier one found does not count. */
  readonly restart: boolean
}

const together = 64

/** How long a note counts, milliseconds: what no listing shows may change meanwhile. */
const mostAge = 24 * 3600 * 1000

/** The pairs that an interrupted verify found equal, and when, a line each. Gone when one comes to its end. */
export class VerifiedFile implements VerifiedPairs {
  /** Chooses the same sample again. */
  readonly seed: string
  readonly #path: string
  /** When each was found equal. */
  readonly #known: Map<string, number>
  #fresh: string[] = []

  private constructor(path: string, { seed, known }: { seed: string; known: Map<string, number> }) {
    this.#path = path
    this.seed = seed
    this.#known = known
  }

  /** Takes up an interrupted verify of the same question, unless another seed is asked for. */
  static async open(path: string, question: VerifyQuestion, { seed, given, restart }: Start): Promise<VerifiedFile> {
    const [head, ...lines] = restart ? [] : await linesOf(path)
    const earlier = parseHead(head)
    if (earlier && sameQuestion(earlier.question, question) && (!given || earlier.seed === seed)) {
      return new VerifiedFile(path, { seed: earlier.seed, known: notesIn(lines) })
    }
    rmSync(path, { force: true })
    writeFileSync(path, `${JSON.stringify({ seed, question })}\n`, { mode: 0o600, flag: 'wx' })
    return new VerifiedFile(path, { seed, known: new Map() })
  }

  has(key: string): boolean {
    const at = this.#known.get(shortened(key))
    return at !== undefined && Date.now() - at < mostAge
  }

  add(key: string): void {
    if (this.has(key)) return
    const [note, now] = [shortened(key), Date.now()]
    this.#known.set(note, now)
    this.#fresh.push(`${note} ${now}`)
    if (this.#fresh.length >= together) this.save()
  }

  /** For the next one; also after an interruption. */
  save(): void {
    if (this.#fresh.length > 0) appendFileSync(this.#path, `${this.#fresh.join('\n')}\n`)
    this.#fresh = []
  }

  remove(): void {
    this.#fresh = []
    rmSync(this.#path, { force: true })
  }
}

function shortened(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22)
}

function notesIn(lines: readonly string[]): Map<string, number> {
  return new Map(
    lines.flatMap((line) => {
      const [, note = '', at] = /^(\S+) (\d+)$/.exec(line) ?? []
      return at === undefined ? [] : [[note, Number(at)] as const]
    }),
  )
}

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n')
  } catch (error) {
    if (isMissingFile(error)) return []
    throw error
  }
}

interface Head {
  readonly seed: string
  readonly question: VerifyQuestion
}

function parseHead(line: string | undefined): Head | undefined {
  try {
    return JSON.parse(line ?? '') as Head
  } catch {
    return undefined
  }
}

function sameQuestion(a: VerifyQuestion, b: VerifyQuestion): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
