import { MlferryError, type ObjectKind, type TargetJob, type Written } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { modelVersionKind } from '../kinds/model-version/model-version-kind.ts'
import { registeredModelKind } from '../kinds/registered-model/registered-model-kind.ts'
import type { ReplacingEvent } from '../report/copy-event.ts'
import { clearReplaced } from './clear-replaced.ts'

const kinds: readonly ObjectKind[] = [registeredModelKind, modelVersionKind]
const signal = new AbortController().signal
const replaced = [
  { kind: 'registeredModel', name: 'churn' },
  { kind: 'registeredModel', name: 'new here' },
]

test('what is deleted is told before, with what it holds', async () => {
  const { target, cleared } = holding({ registeredModel: ['churn', 'other'], modelVersion: ['churn/1', 'churn/3'] })
  const told: ReplacingEvent[] = []

  await clearReplaced({ replaced, unreadable: [] }, { target, kinds, emit: (event) => told.push(event), signal })

  expect(told).toEqual([{ type: 'replacing', kind: 'registeredModel', name: 'churn', holds: ['churn/1', 'churn/3'] }])
  expect(cleared).toEqual(['churn', 'new here'])
})

test('nothing is deleted when what would replace it cannot be read whole', async () => {
  const { target, cleared } = holding({ registeredModel: ['churn'], modelVersion: ['churn/1'] })
  const unreadable = [
    {
      ref: { kind: 'modelVersion', id: 'churn/3' },
      scope: { kind: 'registeredModel', id: 'churn' },
      error: new MlferryError('ERR_CHECKSUM', 'Damaged.'),
    },
  ]

  const clearing = clearReplaced({ replaced, unreadable }, { target, kinds, emit() {}, signal })

  await expect(clearing).rejects.toMatchObject({ code: 'ERR_REPLACE_DAMAGED' })
  expect(cleared).toEqual([])
})

function holding(ids: Readonly<Record<string, readonly string[]>>) {
  const cleared: string[] = []
  const target: TargetJob = Object.assign(new MemoryStore('target'), {
    async *written(kind: string): AsyncGenerator<Written[]> {
      const rest = { ours: false, sealed: undefined, deleted: false, pending: [] }
      yield (ids[kind] ?? []).map((id) => ({ key: id, target: { kind, id }, ...rest }))
    },
    async clear(_kind: string, name: string) {
      cleared.push(name)
    },
  })
  return { target, cleared }
}
