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

/** The pairs that an interrupted verify found equal, a line each. Gone when one comes to its end. */
export class VerifiedFile implements VerifiedPairs {
  /** Chooses the same sample again. */
  readonly seed: string
  readonly #path: string
  readonly #known: Set<string>
  #fresh: string[] = []

  private constructor(path: string, { seed, known }: { seed: string; known: Set<string> }) {
    this.#path = path
    this.seed = seed
    this.#known = known
  }

  /** Takes up an interrupted verify of the same question, unless another seed is asked for. */
  static async open(path: string, question: VerifyQuestion, { seed, given, restart }: Start): Promise<VerifiedFile> {
    const [head, ...lines] = restart ? [] : await linesOf(path)
    const earlier = parseHead(head)
    if (earlier && sameQuestion(earlier.question, question) && (!given || earlier.seed === seed)) {
      return new VerifiedFile(path, { seed: earlier.seed, known: new Set(lines) })
    }
    rmSync(path, { force: true })
    writeFileSync(path, `${JSON.stringify({ seed, question })}\n`, { mode: 0o600, flag: 'wx' })
    return new VerifiedFile(path, { seed, known: new Set() })
  }

  has(key: string): boolean {
    return this.#known.has(shortened(key))
  }

  add(key: string): void {
    const line = shortened(key)
    if (this.#known.has(line)) return
    this.#fresh.push(line)
    if (this.#fresh.length >= together) this.save()
  }

  /** For the next one; also after an interruption. */
  save(): void {
    if (this.#fresh.length > 0) appendFileSync(this.#path, `${this.#fresh.join('\n')}\n`)
    this.#fresh = []
  }

  remove(): void {
    rmSync(this.#path, { force: true })
  }
}

function shortened(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22)
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
