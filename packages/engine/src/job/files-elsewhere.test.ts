import { type Header, type ObjectKind, Spool, SpooledMap } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import type { Item } from '../inventory/inventory.ts'
import { loggedModelKind } from '../kinds/logged-model/logged-model-kind.ts'
import { objectKinds } from '../kinds/object-kinds.ts'
import { filesElsewhere, missingHolder } from './files-elsewhere.ts'
import { IdMap } from './id-map.ts'

const model = { kind: 'loggedModel', id: 'm-1' }
const version = {
  ref: { kind: 'modelVersion', id: 'churn/1' },
  links: [{ field: 'model', to: model }],
} as unknown as Header

test('a version without its files names the logged model that has them, and what brings it', () => {
  const others = objectKinds.filter((kind) => kind !== loggedModelKind)
  expect(told({ kinds: others })).toMatchObject({
    code: 'ERR_FILES_ELSEWHERE',
    message: 'Its files are those of the logged model m-1, which is not part of the selection.',
    hint: 'Copy objects of the kind loggedModel too.',
  })
  expect(told({ kinds: objectKinds })?.hint).toContain('a copy of models')
  expect(told({ kinds: objectKinds, planned: true })?.message).toContain('did not arrive')
})

test('a version whose logged model is there misses nothing', () => {
  const ids = idMap({ kinds: objectKinds })
  ids.set(model, { kind: 'loggedModel', id: 'm-2' })
  expect(missingHolder(version, { kinds: objectKinds, ids })).toBe(undefined)
})

interface Copying {
  readonly kinds: readonly ObjectKind[]
  readonly planned?: boolean
}

function told(copying: Copying) {
  const job = { kinds: copying.kinds, ids: idMap(copying) }
  const holder = missingHolder(version, job)
  return holder && filesElsewhere(holder, job)
}

function idMap({ kinds, planned = false }: Copying): IdMap {
  const lists = { links: [], setLater: [], unlisted: [], pointsOn: [], ancestors: [], merged: [] }
  const named = { ref: model, scope: undefined, key: 'm-1', listedKey: 'm-1', created: undefined, forFiles: false }
  const item = { ...named, ...lists, fingerprint: '', settled: true, deleted: false }
  const spool = new Spool()
  const models = new SpooledMap<Item>(spool)
  if (planned) models.set(model.id, { ...item, slot: 0 })
  const items = new Map([['loggedModel', models]])
  return new IdMap({ items, written: new Map() }, { kinds, target: new MemoryStore(), spool })
}
