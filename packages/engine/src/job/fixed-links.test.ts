import type { Header, Link } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'

test('a version that stands without its run is named in each job, and not told to be set later', async () => {
  const [source, target] = [new MemoryStore('source'), new ServerLike('target')]
  for (const store of [source, target]) store.capabilities = capabilities
  source.add(header('registeredModel', 'churn'))
  const scope = { kind: 'registeredModel', id: 'churn' }
  const fields = { name: 'churn', version: 1 }
  source.add(header('modelVersion', 'churn/1', { scope, fields, links: [link('run', 'run', 'late')] }))
  // As an older release had it: nothing at the source has the run yet, so the version goes without.
  await copy({ source, target })
  source.add(header('experiment', 'A'))
  source.add(header('run', 'late', { scope: { kind: 'experiment', id: 'A' } }))

  const second = await copy({ source, target })
  const third = await copy({ source, target })

  for (const { kinds, objects, pending } of [second, third]) {
    expect(kinds.modelVersion).toMatchObject({ degraded: 1, unchanged: 0 })
    expect(objects).toMatchObject([{ ref: { id: 'churn/1' }, problems: [{ code: 'ERR_LINK_FIXED' }] }])
    expect(pending).toEqual([])
  }
  expect(target.relinked).toEqual([])
})

class ServerLike extends MemoryStore {
  readonly relinked: string[] = []

  override async relink(...args: Parameters<MemoryStore['relink']>): Promise<void> {
    this.relinked.push(args[0].id)
    return super.relink(...args)
  }
}

async function capabilities() {
  return { kind: (name: string) => (name === 'modelVersion' ? { fields: {}, fixedLinks: ['run'] } : { fields: {} }) }
}

function header(kind: string, id: string, { fields = {}, ...rest }: Partial<Header> = {}): Header {
  const common = { name: id, lifecycle: 'active', status: 'FINISHED', stage: 'None', startTime: 1, aliases: [] }
  const maps = { params: new Map(), tags: new Map(), latestMetrics: new Map() }
  return { ref: { kind, id }, fields: { ...common, ...maps, ...fields }, links: [], fingerprint: id, ...rest }
}

function link(field: string, kind: string, id: string): Link {
  return { field, to: { kind, id } }
}
