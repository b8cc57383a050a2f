import { createHash } from 'node:crypto'
import { canonicalText, type MetricChunk } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'

/** 128 bits of a multiset: hashes of all its elements, added. The order of the elements does not count, and memory stays small. */
export class MultisetDigest {
  count = 0
  readonly #sums = new Uint32Array(4)

  /** Points exactly: NaN is one value, every other by its bits. */
  addPoints({ timestamps, steps, values }: MetricChunk, finite: boolean): void {
    const words = new Uint32Array(6)
    const view = new DataView(words.buffer)
    for (const [at, value] of values.entries()) {
      view.setBigInt64(0, timestamps[at] ?? 0n)
      view.setBigInt64(8, steps[at] ?? 0n)
      view.setFloat64(16, pointValue(value, finite))
      this.#add(words)
    }
  }

  addRow(row: JsonObject): void {
    const bytes = createHash('sha256').update(canonicalText(row)).digest()
    this.#add(Uint32Array.from({ length: 6 }, (_, at) => bytes.readUInt32LE(at * 4)))
  }

  equals(other: MultisetDigest): boolean {
    return this.count === other.count && this.#sums.every((sum, at) => sum === other.#sums[at])
  }

  #add(words: Uint32Array): void {
    this.count++
    for (let at = 0; at < 4; at++) this.#sums[at] = (this.#sums[at] ?? 0) + mix(words, seeds[at] ?? 0)
  }
}

export function pointValue(value: number, finite: boolean): number {
  if (Number.isNaN(value)) return Number.NaN
  return finite ? Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value)) + 0 : value
}

const seeds = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x5be0cd19]

/** MurmurHash3, 32 bits: fast, and spreads every bit. Not meant against somebody who forges points. */
function mix(words: Uint32Array, seed: number): number {
  let hash = seed
  for (const word of words) {
    const k = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
    hash = (Math.imul(rotate(hash ^ k, 13), 5) + 0xe6546b64) | 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}
