import type { Header } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import type { ConflictRule } from './conflict-rule.ts'

test.each<[ConflictRule, readonly string[], object]>([
  ['merge', ['churn'], { experiment: { unchanged: 1, failed: 0 }, run: { created: 1 } }],
  ['rename', ['churn', 'churn-3'], { experiment: { created: 1 }, run: { created: 1 } }],
  ['skip', ['churn'], { experiment: { skipped: 1 }, run: { created: 0, skipped: 0 } }],
  ['fail', ['churn'], { experiment: { failed: 1 }, run: { created: 0, failed: 0 } }],
])('%s: an experiment of others has the name', async (rule, names, kinds) => {
  const target = targetOfOthers()

  const report = await copy({ source: source(), target, onConflict: () => rule })

  expect(report.kinds).toMatchObject(kinds)
  expect(namesIn(target)).toEqual([...names, 'churn-2'].sort())
  const writes = target.writes
  const again = await copy({ source: source(), target, onConflict: () => rule })
  if (rule === 'rename') expect(again.kinds).toMatchObject({ experiment: { unchanged: 1 }, run: { unchanged: 1 } })
  expect(target.writes).toBe(writes)
})

test('a name that fails names the way out', async () => {
  const { objects } = await copy({ source: source(), target: targetOfOthers(), onConflict: () => 'fail' })

  expect(objects[0]?.problems[0]).toMatchObject({
    code: 'ERR_NAME_TAKEN',
    hint: expect.stringContaining('Merge, rename or skip'),
  })
})

function source(): MemoryStore {
  const store = new MemoryStore('source')
  store.add(experiment('1', 'churn'))
  store.add({
    ref: { kind: 'run', id: 'a' },
    scope: { kind: 'experiment', id: '1' },
    fields: run(),
    links: [],
    fingerprint: 'a',
  })
  return store
}

/** Holds two experiments that mlferry did not write. */
function targetOfOthers(): MemoryStore {
  const store = new MemoryStore('target')
  store.add(experiment('7', 'churn'))
  store.add(experiment('8', 'churn-2'))
  return store
}

function namesIn(store: MemoryStore): string[] {
  const headers = [...store.objects.values()].map(({ header }) => header)
  return headers
    .flatMap(({ ref, fields }) => (ref.kind === 'experiment' ? [(fields as { name: string }).name] : []))
    .sort()
}

function run() {
  return { name: 'a', status: 'FINISHED', lifecycle: 'active', params: new Map(), tags: new Map() }
}

function experiment(id: string, name: string): Header {
  const fields = { name, lifecycle: 'active', tags: new Map(), artifactLocation: '', extra: {} }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: `1:${name}` }
}
