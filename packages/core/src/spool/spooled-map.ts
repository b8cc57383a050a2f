import { randomInt } from 'node:crypto'
import type { Spool, SpoolPlace } from './spool.ts'

const gone = -1

/** Of a map that has no entry yet: there may be many of these. */
const [noPlaces, noHashes, emptyTable] = [new Float64Array(0), new Int32Array(0), new Int32Array(1)]

/**
 * A map whose keys and values are in a spool: some 25 bytes an entry stay in memory, whatever their size. Values that are got are
 * copies. Entries are passed through in the order in which they were first set.
 */
export class SpooledMap<V> {
  readonly #spool: Spool
  /** Of each entry, where it is; `gone`: deleted. */
  #places = noPlaces
  #hashes = noHashes
  /** By hash: the number of an entry, counted from 1. 0: free. Half of it stays free. */
  #table = emptyTable
  /** Entries, deleted ones too. */
  #count = 0
  #size = 0
  /** Nobody who makes up keys knows which ones meet. */
  readonly #seed = randomInt(2 ** 31)

  constructor(spool: Spool) {
    this.#spool = spool
  }

  get size(): number {
    return this.#size
  }

  has(key: string): boolean {
    return this.indexOf(key) >= 0
  }

  get(key: string): V | undefined {
    return this.#find(key)?.value
  }

  set(key: string, value: V): this {
    const place = this.#spool.add([key, value])
    const index = this.indexOf(key)
    if (index >= 0) this.#places[index] = place
    else this.#enter(key, place)
    return this
  }

  delete(key: string): boolean {
    const index = this.indexOf(key)
    if (index < 0) return false
    this.#places[index] = gone
    this.#size--
    return true
  }

  /** The number of an entry, in the order of entries; -1: there is none. Stays as long as it is not deleted. */
  indexOf(key: string): number {
    return this.#find(key)?.index ?? -1
  }

  /** The value of an entry by its number. */
  at(index: number): V | undefined {
    return this.#entry(index)?.[1]
  }

  *[Symbol.iterator](): Generator<readonly [key: string, value: V]> {
    for (let index = 0; index < this.#count; index++) {
      const entry = this.#entry(index)
      if (entry) yield entry
    }
  }

  *keys(): Generator<string> {
    for (const [key] of this) yield key
  }

  *values(): Generator<V> {
    for (const [, value] of this) yield value
  }

  #find(key: string): { readonly index: number; readonly value: V } | undefined {
    const hash = this.#hashOf(key)
    for (let slot = this.#slotOf(hash); this.#table[slot] !== 0; slot = this.#next(slot)) {
      const index = (this.#table[slot] ?? 0) - 1
      if (this.#hashes[index] !== hash) continue
      const entry = this.#entry(index)
      if (entry?.[0] === key) return { index, value: entry[1] }
    }
    return undefined
  }

  #entry(index: number): readonly [string, V] | undefined {
    const place = index < this.#count ? (this.#places[index] ?? gone) : gone
    return place === gone ? undefined : this.#spool.get<[string, V]>(place)
  }

  #enter(key: string, place: SpoolPlace): void {
    if (this.#count === this.#places.length) this.#grow()
    this.#places[this.#count] = place
    this.#hashes[this.#count] = this.#hashOf(key)
    this.#fill(++this.#count)
    this.#size++
  }

  #grow(): void {
    const [places, hashes] = [this.#places, this.#hashes]
    const room = Math.max(8, this.#count * 2)
    this.#places = new Float64Array(room)
    this.#places.set(places)
    this.#hashes = new Int32Array(room)
    this.#hashes.set(hashes)
    this.#table = new Int32Array(room * 2)
    for (let number = 1; number <= this.#count; number++) this.#fill(number)
  }

  #fill(number: number): void {
    let slot = this.#slotOf(this.#hashes[number - 1] ?? 0)
    while (this.#table[slot] !== 0) slot = this.#next(slot)
    this.#table[slot] = number
  }

  #slotOf(hash: number): number {
    return hash & (this.#table.length - 1)
  }

  #next(slot: number): number {
    return (slot + 1) & (this.#table.length - 1)
  }

  /** FNV-1a, mixed once more: low bits choose the slot. */
  #hashOf(key: string): number {
    let hash = this.#seed
    for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
    return hash ^ (hash >>> 15)
  }
}
