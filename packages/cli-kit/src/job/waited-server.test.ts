import type { StoreWaiting } from '@mlferry/core'
import { expect, test } from 'vitest'
import type { Waiting } from '../render/waiting-line.ts'
import { WaitedServer } from './waited-server.ts'

test('each try is told once, however many calls wait for it', () => {
  const { waited, told } = open()
  for (const attempt of [1, 1, 2, 1, 2, 3, 2, 3]) waited.waits(retry({ attempt }))

  expect(told.map((each) => each?.next)).toEqual(['try 3 of 8', 'try 4 of 8'])
})

test('a single failure is not worth a word, and an answer ends it', () => {
  const { waited, told } = open()
  waited.waits(retry({ attempt: 1 }))
  waited.answered()
  waited.waits(retry({ attempt: 2 }))
  waited.answered()
  waited.answered()
  waited.waits(retry({ attempt: 2 }))

  expect(told.map((each) => each?.next)).toEqual(['try 3 of 8', undefined, 'try 3 of 8'])
})

test('a server that answers with 503 is told of later, and as one that answers', () => {
  const { waited, told } = open()
  for (const attempt of [1, 2, 3]) waited.waits(retry({ attempt, answered: true }))

  expect(told).toMatchObject([{ answers: true, next: 'try 4 of 8' }])
})

test('a first try without an answer is told before it fails', () => {
  const { waited, told } = open()
  waited.waits({ type: 'unanswered', attempt: 1, milliseconds: 10_000, timeout: 120_000 })

  expect(told).toMatchObject([{ server: 'http://server', answers: false, next: 'try 1 is given up' }])
  expect((told[0]?.nextAt ?? 0) - Date.now()).toBeGreaterThan(100_000)
})

function open() {
  const told: (Waiting | undefined)[] = []
  return { told, waited: new WaitedServer({ server: 'http://server', tell: (waiting) => told.push(waiting) }) }
}

function retry(some: Partial<Extract<StoreWaiting, { type: 'retry' }>>): StoreWaiting {
  const call = { attempts: 8, delay: 1000, reason: 'refused' }
  return { type: 'retry', ...call, attempt: 1, answered: false, ...some }
}
