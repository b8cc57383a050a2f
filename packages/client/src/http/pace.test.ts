import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPace } from './pace.ts'

const { signal } = new AbortController()

describe('createPace', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('lets so many calls go at a time and no more', async () => {
    const pace = createPace(2, Date.now)
    const leave = await pace.enter({ slot: true, signal })
    await pace.enter({ slot: true, signal })
    let third = false
    pace.enter({ slot: true, signal }).then(() => {
      third = true
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect(third).toBe(false)
    await pace.enter({ slot: false, signal })
    leave()
    leave()
    await vi.advanceTimersByTimeAsync(0)
    expect(third).toBe(true)
  })

  it('stops everybody for as long as the server asks', async () => {
    const pace = createPace(8, Date.now)
    pace.throttled({ began: Date.now(), pause: 3000 })
    const start = Date.now()
    const entered = pace.enter({ slot: true, signal }).then(() => Date.now() - start)
    await vi.advanceTimersByTimeAsync(4000)
    expect(await entered).toBe(3000)
  })

  it('ends a wait when the signal aborts, and gives the slot back', async () => {
    const pace = createPace(1, Date.now)
    pace.pause(60_000)
    const stop = new AbortController()
    const waiting = pace.enter({ slot: true, signal: stop.signal }).catch((error) => error.name)
    const queued = pace.enter({ slot: true, signal: stop.signal }).catch((error) => error.name)
    await vi.advanceTimersByTimeAsync(10)
    stop.abort()
    expect(await Promise.all([waiting, queued])).toEqual(['AbortError', 'AbortError'])
    const free = pace.enter({ slot: true, signal })
    await vi.advanceTimersByTimeAsync(60_000)
    await free
  })

  it('goes a step slower after two refusals in a row, and not at a crawl', async () => {
    const pace = createPace(8, Date.now)
    for (let count = 0; count < 40; count++) {
      await vi.advanceTimersByTimeAsync(25)
      pace.accepted()
    }
    pace.throttled({ began: Date.now(), pause: 0 })
    await vi.advanceTimersByTimeAsync(50)
    pace.accepted()
    pace.throttled({ began: Date.now(), pause: 0 })

    const start = Date.now()
    for (let count = 0; count < 21; count++) {
      const entered = pace.enter({ slot: false, signal })
      await vi.advanceTimersToNextTimerAsync()
      await entered
    }
    // 0.9 * 0.9 of 40 a second.
    expect(20 / ((Date.now() - start) / 1000)).toBeCloseTo(32.4, 0)
  })

  it.each([5, 40])('settles just below a limit of %i calls a second', async (limit) => {
    const pace = createPace(8, Date.now)
    const result = { done: 0, refused: 0 }
    const bucket = { tokens: limit, at: Date.now() }
    const stop = new AbortController()
    const worker = async () => {
      while (!stop.signal.aborted) {
        const leave = await pace.enter({ slot: true, signal: stop.signal })
        const began = Date.now()
        await new Promise((resolve) => setTimeout(resolve, 20))
        bucket.tokens = Math.min(limit, bucket.tokens + ((Date.now() - bucket.at) / 1000) * limit)
        bucket.at = Date.now()
        if (bucket.tokens >= 1) {
          bucket.tokens--
          result.done++
          pace.accepted()
        } else {
          result.refused++
          pace.throttled({ began, pause: 0 })
        }
        leave()
      }
    }
    const workers = Promise.allSettled(Array.from({ length: 8 }, worker))
    await vi.advanceTimersByTimeAsync(60_000)
    stop.abort()
    await vi.advanceTimersByTimeAsync(100)
    await workers
    expect(result.done / 60).toBeGreaterThan(limit * 0.8)
    expect(result.refused / result.done).toBeLessThan(0.1)
  })
})
