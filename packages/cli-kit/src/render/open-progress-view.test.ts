import { PassThrough } from 'node:stream'
import type { CopyEvent } from '@mlferry/engine'
import { afterEach, expect, test, vi } from 'vitest'
import { openProgressView } from './open-progress-view.ts'

const events: readonly CopyEvent[] = [
  { type: 'planned', kind: 'run', total: 2, todo: 2 },
  { type: 'finished', ref: { kind: 'run', id: 'a' }, outcome: 'created', problems: [] },
  {
    type: 'finished',
    ref: { kind: 'run', id: 'b' },
    title: 'evil \u001b[2Jname',
    outcome: 'failed',
    problems: [{ code: 'ERR_X', message: 'broken\nin two' }],
  },
]

afterEach(() => {
  vi.useRealTimers()
})

test('a log gets plain lines, with what failed by name', () => {
  const { view, text } = open({ isTTY: false })
  for (const event of events) view.event(event)
  view.close()

  expect(text()).toBe("failed run b 'evil  [2Jname': broken in two\nruns 2/2 (100%), 1 failed\n")
})

test('a terminal gets lines that are redrawn, and notes above them', () => {
  vi.useFakeTimers()
  const { view, text } = open({ isTTY: true })
  view.event(events[0] as CopyEvent)
  vi.advanceTimersByTime(100)
  view.note('careful')
  view.close()

  expect(text()).toBe('runs  0/2 (0%)\n\u001b[1A\u001b[Jcareful\nruns  0/2 (0%)\n\u001b[1A\u001b[Jruns  0/2 (0%)\n')
})

test('in CI a terminal is treated as a log', () => {
  const { view, text } = open({ isTTY: true, env: { CI: 'true' } })
  for (const event of events) view.event(event)
  view.close()

  expect(text()).not.toContain('\u001b')
})

test('quiet says nothing but notes', () => {
  const { view, text } = open({ isTTY: true, quiet: true })
  for (const event of events) view.event(event)
  view.note('careful')
  view.close()

  expect(text()).toBe('careful\n')
})

const waiting = { server: 'http://server', answers: false, next: 'try 3 of 8', nextAt: 0, reason: 'refused' }

test('a log gets a line for each try of a server that does not answer', () => {
  const { view, text } = open({ isTTY: false })
  view.waiting(waiting)
  view.waiting(undefined)

  expect(text()).toBe('No answer from http://server: try 3 of 8 in 0 s (refused)\n')
})

test('a terminal counts down to the next try, until the server answers', () => {
  vi.useFakeTimers()
  const { view, text } = open({ isTTY: true })
  view.waiting({ ...waiting, nextAt: Date.now() + 2000 })
  vi.advanceTimersByTime(1000)
  view.waiting(undefined)

  const drawn = text()
  expect(drawn).toContain('No answer from http://server: try 3 of 8 in 2 s (refused)\n')
  expect(drawn).toContain('No answer from http://server: try 3 of 8 in 1 s (refused)\n')
  expect(drawn).toMatch(/\u001b\[1A\u001b\[J$/)
})

function open({ isTTY, env = {}, quiet = false }: { isTTY: boolean; env?: Record<string, string>; quiet?: boolean }) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 })
  const view = openProgressView({ stream, env, quiet, verbose: false })
  return { view, text: () => String(stream.read() ?? '') }
}
