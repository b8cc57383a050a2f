import { experimentFingerprint, type Header } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'

test('objects of a kind that the target does not hold are counted, with the reason', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  for (const id of ['a', 'b']) {
    const scope = { kind: 'experiment', id: '1' }
    source.add({ ref: { kind: 'run', id }, scope, fields: {}, links: [], fingerprint: id })
  }
  const target = new MemoryStore('target')
  target.capabilities = async () => ({
    kind: (name) => (name === 'experiment' ? { fields: {} } : undefined),
    missing: (name) => (name === 'run' ? 'this store takes no runs' : undefined),
  })

  const report = await copy({ source, target })

  expect(report.notCarried).toEqual([{ kind: 'run', count: 2, reason: 'this store takes no runs' }])
  expect(report.kinds).toMatchObject({ experiment: { created: 1 } })
})

function experiment(id: string, name: string): Header {
  const times = { creationTime: 1, lastUpdateTime: 1 }
  const fields = { name, lifecycle: 'active' as const, tags: new Map(), artifactLocation: '', ...times, extra: {} }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}
