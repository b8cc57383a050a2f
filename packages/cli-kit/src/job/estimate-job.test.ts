import { expect, test } from 'vitest'
import { AnswerMeter } from './answer-meter.ts'
import { estimateJob } from './estimate-job.ts'

const none = { created: 0, updated: 0, unchanged: 0, degraded: 0, skipped: 0, failed: 0 }
const kinds = { run: { ...none, created: 8, degraded: 2, unchanged: 5 }, unknown: { ...none, created: 4 } }
const capabilities = { kind: (name: string) => (name === 'run' ? { requests: 3, fields: {} } : undefined) }

test('requests are those of the objects to write and one a file, at the pace that was measured', () => {
  const meter = new AnswerMeter()
  for (const milliseconds of [100, 300]) meter.count({ milliseconds })

  expect(estimateJob({ kinds, files: 10 }, { capabilities, meter, concurrency: 4 })).toEqual({
    requests: 40,
    seconds: 2,
  })
})

test('without an answer there is no pace', () => {
  const meter = new AnswerMeter()

  expect(estimateJob({ kinds, files: 0 }, { capabilities, meter, concurrency: 4 })).toEqual({
    requests: 30,
    seconds: undefined,
  })
})
