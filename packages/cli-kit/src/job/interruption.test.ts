import { afterEach, expect, test, vi } from 'vitest'
import { Interruption } from './interruption.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('the first signal aborts, the second ends the process at once', () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
  const onFirst = vi.fn()
  using interruption = new Interruption(onFirst)

  process.emit('SIGTERM')
  expect(interruption.signal.aborted).toBe(true)
  expect(onFirst).toHaveBeenCalledOnce()
  expect(exit).not.toHaveBeenCalled()

  process.emit('SIGINT')
  expect(exit).toHaveBeenCalledWith(130)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)('%s ends a job cleanly', (signal) => {
  using interruption = new Interruption(() => {})

  process.emit(signal)

  expect(interruption.signal.aborted).toBe(true)
})

test('disposed it leaves no listener behind', () => {
  const before = process.listenerCount('SIGINT')
  new Interruption(() => {})[Symbol.dispose]()

  expect(process.listenerCount('SIGINT')).toBe(before)
})
