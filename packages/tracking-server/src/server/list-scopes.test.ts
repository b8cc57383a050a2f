import { isUnreadable, markFatal, type Ref, type Unreadable } from '@mlferry/core'
import { expect, test } from 'vitest'
import { listScopes } from './list-scopes.ts'

interface Row {
  readonly id: string
}

test('a listing takes many scopes at once, in their order', async () => {
  const asked: string[][] = []

  const rows = await listAll(scopesOf('abcde'), { atOnce: 2, asked })

  expect(asked).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  expect(rows.map(idOf)).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2', 'e1', 'e2'])
})

test('where a listing of several scopes fails on its way, the one at fault fails alone and nothing is listed twice', async () => {
  const rows = await listAll(scopesOf('abcd'), { atOnce: 4, broken: 'b' })

  const [failed, ...others] = rows.filter(isUnreadable)
  expect(rows.filter((each) => !isUnreadable(each)).map(idOf)).toEqual(['a1', 'a2', 'c1', 'c2', 'd1', 'd2'])
  expect(failed).toMatchObject({ ref: { kind: 'run', id: 'b/*' }, scope: { id: 'b' }, error: { code: 'ERR_LISTING' } })
  expect(others).toEqual([])
})

test('listings of one scope each wait for the server side by side, a few at a time', async () => {
  const load = { now: 0, most: 0 }

  await listAll(scopesOf('abcdefghijklmnopqrst'), { atOnce: 1, load })

  expect(load.most).toBe(8)
})

test('an error that ends the job ends the listing', async () => {
  const listing = listAll(scopesOf('ab'), { atOnce: 2, broken: 'b', failure: markFatal(new Error('401')) })

  await expect(listing).rejects.toThrow('401')
})

test('listings that were begun end with the one who reads them', async () => {
  const ended: string[] = []
  const list = async function* ([scope]: readonly Ref[]) {
    try {
      for (const number of [1, 2, 3]) yield [{ id: `${scope?.id}${number}` }]
    } finally {
      ended.push(scope?.id ?? '')
    }
  }

  for await (const page of listScopes({ kind: 'run', scopes: scopesOf('abc'), atOnce: 1, list, idOf })) {
    expect(page).toEqual([{ id: 'a1' }])
    break
  }

  expect(ended.sort()).toEqual(['a', 'b', 'c'])
})

interface Behaviour {
  readonly atOnce: number
  readonly asked?: string[][]
  readonly broken?: string
  readonly failure?: Error
  readonly load?: { now: number; most: number }
}

async function listAll(scopes: readonly Ref[], { atOnce, asked, broken, failure, load }: Behaviour) {
  const list = async function* (some: readonly Ref[]): AsyncGenerator<Row[]> {
    asked?.push(some.map(({ id }) => id))
    if (load) load.most = Math.max(load.most, ++load.now)
    await new Promise((resolve) => setTimeout(resolve, 2))
    if (load) load.now--
    for (const { id } of some) {
      if (id === broken) throw failure ?? new Error('500')
      yield [{ id: `${id}1` }]
      yield [{ id: `${id}2` }]
    }
  }
  return (await Array.fromAsync(listScopes<Row>({ kind: 'run', scopes, atOnce, list, idOf }))).flat()
}

function idOf(row: Row | Unreadable): string {
  return isUnreadable(row) ? row.ref.id : row.id
}

function scopesOf(ids: string): Ref[] {
  return [...ids].map((id) => ({ kind: 'experiment', id }))
}
