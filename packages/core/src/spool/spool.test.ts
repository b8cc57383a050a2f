import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isFatal } from '../errors/error-questions.ts'
import { Spool } from './spool.ts'

test('gives back every value in any order, on the disk and on the way there, also while more are added', () => {
  using spool = new Spool()
  const sample = (index: number) => ({
    index: BigInt(index),
    text: 'é'.repeat(index % 700),
    at: new Map([['a', index]]),
  })
  const places = Array.from({ length: 3000 }, (_, index) => {
    const place = spool.add(sample(index))
    expect(spool.get(place)).toEqual(sample(index))
    return place
  })
  const order = places.map((_, index) => (index * 7919) % places.length)
  for (const index of order) expect(spool.get(places[index] ?? 0)).toEqual(sample(index))
})

test('a value may be larger than what is written or read at once', () => {
  using spool = new Spool()
  const texts = [1, 1_000_000, 2, 300_000, 3].map((size) => 'x'.repeat(size))
  const places = texts.map((text) => spool.add(text))
  expect(places.map((place) => spool.get(place))).toEqual(texts)
})

test('leaves no file, not even while it is in use', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mlferry-test-'))
  using spool = new Spool(dir)
  for (let index = 0; index < 3; index++) spool.add('x'.repeat(200_000))
  expect(await readdir(dir)).toEqual([])
  await rm(dir, { recursive: true })
})

test('a temporary folder that is not there ends the job, and says what to set', () => {
  using spool = new Spool('/missing/folder')

  const error = thrownBy(() => spool.add('text'))

  expect(error).toMatchObject({ code: 'ERR_TEMP_FOLDER', hint: expect.stringContaining('TMPDIR') })
  expect(isFatal(error)).toBe(true)
})

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
