import { expect, test } from 'vitest'
import { JobRecorder } from './job-recorder.ts'

test('a long job is recorded in few points, from its start to its end', () => {
  let now = 0
  const meters = { source: { answers: 0 }, target: { answers: 0 } }
  using recorder = new JobRecorder(meters, () => now)
  for (let second = 1; second <= 10_000; second++) {
    now = second * 1000
    meters.target.answers += 2
    recorder.event({ type: 'finished', ref: { kind: 'run', id: `${second}` }, outcome: 'created', problems: [] })
    recorder.event({ type: 'moved', points: 1, files: 1, bytes: 10 })
    recorder.tick()
  }

  const { timeline, requests, kindSeconds } = recorder.record()
  expect(timeline.length).toBeLessThanOrEqual(240)
  expect(timeline.length).toBeGreaterThan(100)
  expect(timeline.at(-1)).toEqual({ seconds: 10_000, objects: 10_000, bytes: 100_000, requests: 20_000 })
  const steps = timeline.slice(1, -1).map(({ seconds }, at) => seconds - (timeline[at]?.seconds ?? 0))
  expect(new Set(steps).size).toBe(1)
  expect(requests).toEqual({ source: 0, target: 20_000 })
  expect(kindSeconds).toEqual({ run: 9999 })
})
