import type { CopyEvent } from '@mlferry/engine'
import { expect, test } from 'vitest'
import { advance, noProgress, type Progress } from './progress.ts'
import { progressLine, progressLines } from './progress-lines.ts'

const finished = (id: string, outcome: 'created' | 'unchanged' | 'failed'): CopyEvent => ({
  type: 'finished',
  ref: { kind: 'run', id },
  outcome,
  problems: [],
})

test('counts, rate and time left come from the objects that needed work', () => {
  let progress: Progress = noProgress
  const at = (seconds: number, event: CopyEvent) => {
    progress = advance(progress, event, seconds * 1000)
  }
  at(0, { type: 'listing', kind: 'run', listed: 1200 })
  expect(progressLines(progress, 0)).toEqual(['runs  1,200 found'])

  at(1, { type: 'planned', kind: 'run', total: 105, todo: 5 })
  for (let id = 0; id < 100; id++) at(1, finished(`old ${id}`, 'unchanged'))
  at(2, finished('a', 'created'))
  at(3, finished('b', 'failed'))
  at(4, finished('c', 'created'))
  at(4, { type: 'moved', points: 1234, files: 2, bytes: 5_000_000 })

  expect(progressLines(progress, 4000)).toEqual([
    'runs  103/105 (98%), 1.0/s, 2 s left, 1 failed',
    '      1.2K points, 2 files, 4.8 MiB',
  ])
  expect(progressLine(progress, 4000)).toBe(
    'runs 103/105 (98%), 1.0/s, 2 s left, 1 failed; 1.2K points, 2 files, 4.8 MiB',
  )
})
