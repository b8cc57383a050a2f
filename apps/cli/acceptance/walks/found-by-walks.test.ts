import { expect, test } from 'vitest'
import type { CopyStep, Step } from './walk.ts'
import { walkMemory } from './walk-memory.ts'

const all: Omit<CopyStep, 'road'> = {
  do: 'copy',
  by: 'direct',
  noun: 'all',
  pick: 0,
  only: false,
  includeDeleted: true,
  window: [0, 0],
}

/** Walks that once ended badly, made as short as they get. */
test.each<[string, Step[]]>([
  ['a trace that names a prompt version whose number another holds is written once, whatever road came first', []],
  [
    'a queue asks nothing of a label schema that has the same name and came from elsewhere',
    [{ ...all, road: ['B', 'S'], noun: 'labelSchema' }],
  ],
  [
    'a link that waited at the staging server is set by the copy from the source itself',
    [{ ...all, road: ['B', 'T'], noun: 'window', window: [8, 8] }],
  ],
  [
    'a version is not written before the run that failed in the same job',
    [{ ...all, road: ['A', 'S'], trouble: { kind: 'lost answer', after: 1 } }],
  ],
  [
    'a version is not written before the logged model that failed in the same job',
    [{ ...all, road: ['B', 'T'], noun: 'registeredModel', trouble: { kind: 'lost answer', after: 8 } }],
  ],
  [
    'a job that was stopped writes nothing more when it has ended',
    [
      { ...all, road: ['B', 'S'], trouble: { kind: 'kill', after: 0 } },
      { ...all, road: ['S', 'T'] },
    ],
  ],
  [
    'points of a logged model find the run that measured it, by whichever road that came',
    [{ ...all, road: ['A', 'T'], trouble: { kind: 'kill', after: 5 } }],
  ],
  [
    'the way back leaves schemas, scorers and queues alone that have the same name',
    [
      { ...all, road: ['B', 'T'], noun: 'labelSchema' },
      { ...all, road: ['T', 'A'] },
    ],
  ],
  [
    'a logged model that a killed job has only begun has no points yet for the way back',
    [
      { ...all, road: ['A', 'T'], includeDeleted: false },
      { ...all, road: ['B', 'S'], includeDeleted: false },
      { ...all, road: ['S', 'T'], noun: 'modelVersion', includeDeleted: false, trouble: { kind: 'kill', after: 7 } },
      { ...all, road: ['T', 'A'], includeDeleted: false },
    ],
  ],
])(
  '%s',
  async (_, steps) => {
    expect(await walkMemory(steps)).toEqual([])
  },
  60_000,
)
