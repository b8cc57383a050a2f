import type { JobOptions } from '@mlferry/cli-kit'
import { experimentFingerprint, type Header } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { expect, test } from 'vitest'
import { experiments } from './experiments.ts'

test('patterns select by name, ids and names exactly', async () => {
  const target = new MemoryStore('target')

  await copyExperiments({ source: sample(), target }, 'fraud-*,1')

  expect(names(target)).toEqual(['churn', 'fraud-eu', 'fraud-us'])
})

test('one that is not there is told before the others arrive', async () => {
  const target = new MemoryStore('target')
  const events: unknown[] = []
  const onEvent = (event: { readonly type: string }) => events.push({ ...event, writes: target.writes })

  const report = await copyExperiments({ source: sample(), target, onEvent }, 'churn,gone,x-*')

  expect(report.notFound).toEqual(['gone', 'x-*'])
  expect(events).toContainEqual({ type: 'notFound', names: ['gone', 'x-*'], writes: 0 })
  expect(names(target)).toEqual(['churn'])
})

test('a list of which nothing is there is an error, and nothing is written', async () => {
  const target = new MemoryStore('target')

  const copied = copyExperiments({ source: sample(), target }, 'lost,gone')

  await expect(copied).rejects.toMatchObject({ code: 'ERR_NOT_FOUND', message: expect.stringContaining("'gone'") })
  expect(target.writes).toBe(0)
})

test('a store that holds nothing of what is meant by all is no mistake', async () => {
  const report = await copyExperiments({ source: new MemoryStore(), target: new MemoryStore() })

  expect(report.notFound).toEqual([])
})

test('all are copied, changed on the way as asked', async () => {
  const target = new MemoryStore('target')
  const amend = (header: Header) => ({ ...header, fields: { ...header.fields, name: `old/${header.ref.id}` } })

  await copy({ source: sample(), target, amend })

  expect(names(target)).toEqual(['old/1', 'old/2', 'old/3'])
})

/** What `copy experiments` does with these names. */
async function copyExperiments(job: JobOptions, names?: string) {
  const flags = { experiments: names } as Parameters<typeof experiments.copy.ask>[0]
  const asked = await experiments.copy.ask(flags)
  return asked.copy(job, job)
}

function sample(): MemoryStore {
  const store = new MemoryStore('source')
  for (const [at, name] of ['churn', 'fraud-eu', 'fraud-us'].entries()) store.add(experiment(String(at + 1), name))
  return store
}

function names(store: MemoryStore): string[] {
  return [...store.objects.values()].map(({ header }) => (header.fields as { name: string }).name).sort()
}

function experiment(id: string, name: string): Header {
  const rest = { tags: new Map(), artifactLocation: '', creationTime: 1, lastUpdateTime: 1, extra: {} }
  const fields = { name, lifecycle: 'active' as const, ...rest }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}
