import { setTimeout as sleep } from 'node:timers/promises'
import type { Capabilities, Listed, Query } from '@mlferry/core'
import { MemoryStore, sampleObjects } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import { objectKinds } from '../kinds/object-kinds.ts'

const ofExperiments = objectKinds.filter(({ scope }) => scope === 'experiment').map(({ name }) => name)

test('kinds that experiments hold are listed side by side', async () => {
  const source = new WaitingSource('source')
  for (const { header, chunks, files } of sampleObjects()) source.add(header, [...chunks], { ...files })
  const report = await copy({ source, target: new StoreOfAll('target') })

  expect(report.kinds.run).toMatchObject({ created: 3 })
  expect(source.most).toBeGreaterThanOrEqual(ofExperiments.length)
  expect(source.underWay).toBe(0)
})

test('an error that ends the job ends all listings, and waits for none of them', async () => {
  const source = new WaitingSource('source')
  for (const { header } of sampleObjects()) source.add(header)
  source.broken = 'experiment'

  await expect(copy({ source, target: new StoreOfAll('target') })).rejects.toThrow('no experiments')
  expect(source.underWay).toBe(0)
})

class StoreOfAll extends MemoryStore {
  override async capabilities(): Promise<Capabilities> {
    return { kind: () => ({ fields: {} }) }
  }
}

/** Counts listings that are under way. */
class WaitingSource extends StoreOfAll {
  underWay = 0
  most = 0
  broken = ''

  override async *list(
    kind: string,
    query: Query,
    signal = new AbortController().signal,
  ): AsyncGenerator<readonly Listed[]> {
    this.most = Math.max(this.most, ++this.underWay)
    try {
      if (kind === this.broken) throw new Error('no experiments')
      await sleep(this.broken && kind !== 'workspace' ? 60_000 : 20, undefined, { signal })
      yield* super.list(kind, query)
    } finally {
      this.underWay--
    }
  }
}
