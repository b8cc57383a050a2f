import { PassThrough } from 'node:stream'
import type { CopyEvent } from '@mlferry/engine'
import { afterEach, expect, test, vi } from 'vitest'
import { progressView } from './progress-view.ts'

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

function open({ isTTY, env = {}, quiet = false }: { isTTY: boolean; env?: Record<string, string>; quiet?: boolean }) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 })
  const view = progressView({ stream, env, quiet, verbose: false })
  return { view, text: () => String(stream.read() ?? '') }
}
