import { Spool, SpooledMap, type Written } from '@mlferry/core'
import { expect, test } from 'vitest'
import type { Match } from '../identity/match.ts'
import type { Item } from '../inventory/inventory.ts'
import { sealedIfWhole } from '../inventory/sealed-if-whole.ts'
import { modelVersionKind } from '../kinds/model-version/model-version-kind.ts'
import { planCopy } from './plan-copy.ts'

const ref = { kind: 'modelVersion', id: 'm/1' }

test('a version that was sealed as it was made is unfinished until its stage and its aliases are there', async () => {
  expect(await planned(['stage', 'alias champion', 'alias of others'])).toEqual([])
  expect(await planned(['stage'])).toEqual([undefined])
  expect(await planned(['alias champion'])).toEqual([undefined])
})

test('where the seal was the last write, it tells all', async () => {
  expect(await planned(undefined)).toEqual([])
})

/** Of what is to be written, the seals that it has. */
async function planned(has: readonly string[] | undefined) {
  const written: Written = {
    key: 'm/1',
    target: ref,
    ours: true,
    sealed: 'f',
    ...(has ? { setLater: has } : {}),
    deleted: false,
    pending: [],
  }
  const item: Item = {
    ref,
    scope: undefined,
    key: 'm/1',
    listedKey: 'm/1',
    created: undefined,
    ancestors: [],
    merged: [],
    forFiles: false,
    links: [],
    fingerprint: 'f',
    settled: true,
    deleted: false,
    slot: 0,
    setLater: ['stage', 'alias champion'],
    unlisted: [],
    pointsOn: [],
  }
  using spool = new Spool()
  const whole = sealedIfWhole(written, item.setLater)
  const inventory = {
    items: new Map([['modelVersion', new SpooledMap<Item>(spool).set(item.ref.id, item)]]),
    unreadable: [],
    skipped: [],
    written: new Map([
      [
        'modelVersion',
        {
          match: (): Match => ({ written: whole, relation: 'copy' }),
          byId: () => undefined,
          isInOriginal: () => false,
          namesake: () => undefined,
          waiting: () => [],
        },
      ],
    ]),
  }
  const { steps } = await planCopy(inventory, [modelVersionKind], { headerOf: () => expect.fail('no need') })
  return Array.from(steps.get('modelVersion') ?? [], ({ earlier }) => earlier?.sealed)
}
