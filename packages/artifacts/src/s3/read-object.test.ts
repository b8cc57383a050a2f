import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { readResuming } from './read-object.ts'
import { readS3Settings } from './s3-settings.ts'

test('an object that hardly comes ends with an error, although each attempt brings some of it', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const asked: number[] = []
  const get = async (at: number) => {
    asked.push(at)
    return { Body: Readable.from(trickle()) }
  }
  const { signal } = new AbortController()
  const settings = readS3Settings({})
  const slowest = { bytes: 100, milliseconds: 20 }
  const read = readResuming({ bucket: 'b', key: 'k', start: 0, signal, get, settings, slowest })

  await expect(Array.fromAsync(read)).rejects.toMatchObject({ code: 'ERR_ANSWER_TOO_SLOW' })
  expect(asked.length).toBe(8)
  expect(asked.at(-1)).toBeGreaterThan(7)
  vi.restoreAllMocks()
})

async function* trickle() {
  for (;;) {
    yield Buffer.from('x')
    await sleep(5)
  }
}
