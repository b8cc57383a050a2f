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

test('a logged model that was made without its run is named in each job, and stays as it is', async () => {
  const [source, target] = [new MemoryStore('source'), new ServerLike('target')]
  for (const store of [source, target]) store.capabilities = capabilities
  const scope = { kind: 'experiment', id: 'A' }
  source.add(header('experiment', 'A'))
  const fields = { status: 'READY', metrics: [] }
  source.add(header('loggedModel', 'm', { scope, fields, links: [link('sourceRun', 'run', 'late')] }))
  await copy({ source, target })
  source.add(header('run', 'late', { scope, links: [link('modelOutputs', 'loggedModel', 'm')] }))

  for (const created of [1, 0]) {
    const { kinds, objects, pending } = await copy({ source, target })
    expect(kinds).toMatchObject({ run: { created }, loggedModel: { created: 0, degraded: 1 } })
    expect(objects).toMatchObject([{ ref: { id: 'm' }, problems: [{ code: 'ERR_LINK_FIXED' }] }])
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
  const fixed: Readonly<Record<string, readonly string[]>> = { modelVersion: ['run'], loggedModel: ['sourceRun'] }
  return { kind: (name: string) => ({ fields: {}, fixedLinks: fixed[name] ?? [] }) }
}

function header(kind: string, id: string, { fields = {}, ...rest }: Partial<Header<object>> = {}): Header {
  const common = { name: id, lifecycle: 'active', status: 'FINISHED', stage: 'None', startTime: 1, aliases: [] }
  const maps = { params: new Map(), tags: new Map(), latestMetrics: new Map() }
  return { ref: { kind, id }, fields: { ...common, ...maps, ...fields }, links: [], fingerprint: id, ...rest }
}

function link(field: string, kind: string, id: string): Link {
  return { field, to: { kind, id } }
}
