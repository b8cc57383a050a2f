import type { Ref, Written } from '@mlferry/core'
import { expect, test } from 'vitest'
import { LateCreations } from './late-creations.ts'

const { signal } = new AbortController()
const scope = { kind: 'experiment', id: '1' }

test('copies that came late and unfinished are removed, and nothing else', async () => {
  const { server, removed, warnings, late } = serverWith([
    written('a', 'late'),
    written('a', 'made', 'mark'),
    written('b', 'of a killed job'),
    written('c', 'another copy', 'mark'),
  ])
  late.expect({ made: run('made'), key: 'a', scope }, 0)
  late.expect({ made: run('c made'), key: 'c', scope }, 0)

  await late.settle(server, signal)
  await late.settle(server, signal)

  expect(removed).toEqual(['late'])
  expect(warnings).toEqual([expect.stringMatching(/^The run late came .* it was removed/)])
})

test('they are not looked for before the lost call has taken once more', async () => {
  const { server, removed, late } = serverWith([written('a', 'late')])
  late.expect({ made: run('made'), key: 'a', scope }, 300)
  const start = performance.now()

  await late.settle(server, signal)

  expect(removed).toEqual(['late'])
  expect(performance.now() - start).toBeGreaterThan(290)
})

test('one that cannot be removed is named, and the job goes on', async () => {
  const { server, warnings, late } = serverWith([written('a', 'late')])
  late.expect({ made: run('made'), key: 'a', scope }, 0)

  await late.settle({ ...server, remove: () => Promise.reject(new Error('refused')) }, signal)

  expect(warnings).toEqual([expect.stringContaining('Remove it:')])
})

function serverWith(objects: readonly Written[]) {
  const removed: string[] = []
  const warnings: string[] = []
  const server = {
    async *written() {
      yield objects
    },
    async remove({ id }: Ref) {
      removed.push(id)
    },
  }
  return { server, removed, warnings, late: new LateCreations({ warn: (text) => warnings.push(text) }) }
}

function written(key: string, id: string, sealed?: string): Written {
  return { key, target: run(id), ours: true, sealed, deleted: false, pending: [] }
}

function run(id: string): Ref {
  return { kind: 'run', id }
}
