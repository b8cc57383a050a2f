import { HttpError } from '@mlferry/client'
import { expect, test } from 'vitest'
import { listByTime } from './list-by-time.ts'
import type { AskedPage, Gap } from './time-windows.ts'

interface Row {
  readonly id: string
  /** undefined: NULL in the server's database. */
  readonly time: number | undefined
  /** The server fails on every page that has it. */
  readonly broken?: true
}

interface Behaviour {
  /** Rows that a page has at most, whatever is asked for. */
  readonly pageSize?: number
  readonly alwaysFails?: true
}

const minute = 60_000
const now = Date.now()

test('only a page without a token ends a listing, however short the pages are', async () => {
  const rows = rowsOf(24)

  const { ids } = await list(rows, { pageSize: 3 })

  expect(ids).toEqual(rows.map(({ id }) => id))
})

test('more rows than a page that begin in one millisecond are all listed', async () => {
  const rows = Array.from({ length: 20 }, (_, index): Row => ({ id: `r${index}`, time: index < 2 ? index : 5 }))

  const { ids } = await list(rows, { pageSize: 4 })

  expect(ids).toEqual(rows.map(({ id }) => id))
})

test('rows without a time are listed last, behind the windows', async () => {
  const rows = [...rowsOf(10), { id: 'old', time: undefined }, { id: 'older', time: undefined }]

  const { ids } = await list(rows, { pageSize: 4 })

  expect(ids).toEqual(rows.map(({ id }) => id))
})

test('a row without a time on which the server fails is named, and all others are listed', async () => {
  const { ids, gaps } = await list([...rowsOf(20), { id: 'x', time: undefined, broken: true }])

  expect(ids).toEqual(rowsOf(20).map(({ id }) => id))
  expect(gaps.map(({ window }) => window)).toEqual([undefined])
})

test('rows on which the server fails are left out and named by their time, their neighbours of the same moment are listed', async () => {
  const rows = rowsOf(30)
  const at = rows[7]?.time as number
  rows.splice(8, 0, { id: 'bad', time: at, broken: true }, { id: 'neighbour', time: at })
  rows.splice(20, 0, { id: 'worse', time: (rows[20]?.time as number) - 1, broken: true })

  const { ids, gaps } = await list(rows, { pageSize: 5 })

  expect(ids.toSorted()).toEqual(rows.flatMap(({ id, broken }) => (broken ? [] : [id])).toSorted())
  expect(gaps.map(({ window }) => window?.from)).toEqual([at, rows[20]?.time])
})

test('a fault is an error where nobody takes what is left out', async () => {
  const listing = listByTime({ ...searchOf([{ id: 'x', time: 1, broken: true }], {}), window: everything })

  await expect(Array.fromAsync(listing)).rejects.toMatchObject({ status: 500 })
})

test('a server that fails whatever it is asked for is not asked without end', async () => {
  let asked = 0
  const { search, ...rest } = searchOf(rowsOf(5), { alwaysFails: true })
  const counting = (page: AskedPage) => {
    asked++
    return search(page)
  }
  const listing = listByTime({ ...rest, search: counting, window: everything, onGap: () => {} })

  await expect(Array.fromAsync(listing)).rejects.toMatchObject({ status: 500 })
  expect(asked).toBeLessThan(100)
})

test('very many rows on which the server fails are named by windows', async () => {
  const rows = rowsOf(400).map((row, index): Row => (index % 2 === 0 ? { ...row, broken: true } : row))
  let asked = 0
  const { ids, gaps } = await list(rows, { pageSize: 100 }, () => asked++)

  expect(gaps.length).toBeGreaterThan(50)
  expect(ids.length).toBeGreaterThan(40)
  expect(asked).toBeLessThan(3000)
})

const everything = { from: undefined, until: undefined }

async function list(rows: readonly Row[], behaviour: Behaviour = {}, onSearch = () => {}) {
  const gaps: Gap[] = []
  const { search, ...rest } = searchOf(rows, behaviour)
  const listing = listByTime({
    ...rest,
    search: (page) => {
      onSearch()
      return search(page)
    },
    window: everything,
    mayLackTime: true,
    onGap: (gap) => gaps.push(gap),
  })
  return { ids: (await Array.fromAsync(listing)).flat().map(({ id }) => id), gaps }
}

/** As MLflow searches: by time, those without one last, with an offset as page token. */
function searchOf(rows: readonly Row[], { pageSize = 1000, alwaysFails }: Behaviour) {
  return {
    idOf: ({ id }: Row) => id,
    timeOf: ({ time }: Row) => time,
    search: async ({ from, until, token, most = pageSize }: AskedPage) => {
      const sorted = rows.toSorted((a, b) => (a.time ?? Number.MAX_VALUE) - (b.time ?? Number.MAX_VALUE))
      const within = sorted.filter(({ time }) => {
        if (from === undefined && until === undefined) return true
        return time !== undefined && time >= (from ?? -Infinity) && time < (until ?? Infinity)
      })
      const offset = token === undefined ? 0 : JSON.parse(Buffer.from(token, 'base64').toString()).offset
      const page = within.slice(offset, offset + Math.min(most, pageSize))
      if (alwaysFails || page.some(({ broken }) => broken)) throw fault()
      const next = Buffer.from(JSON.stringify({ offset: offset + page.length })).toString('base64')
      return { rows: page, next: offset + page.length < within.length ? next : undefined }
    },
  }
}

function rowsOf(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({ id: `r${index}`, time: now - (count - index) * minute }))
}

function fault(): HttpError {
  const facts = { status: 500, mlflowCode: 'INTERNAL_ERROR', method: 'POST', url: '/runs/search' }
  return new HttpError('ERR_SERVER_FAILED', 'a field is NULL', facts)
}
