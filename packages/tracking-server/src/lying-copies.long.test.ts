import { backup, DatabaseSync } from 'node:sqlite'
import { isMlferryError } from '@mlferry/core'
import { MemoryServer } from '@mlferry/core/testing'
import { type CopyReport, copy, verify } from '@mlferry/engine'
import { fillCrossing, isWrite, type MlflowServer, startMlflowServer } from '@mlferry/test-kit'
import pMap from 'p-map'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAside, type Lie, lies, lyingProxy } from '../test/lying-proxy.ts'
import { openTrackingServer } from './open-tracking-server.ts'
import type { TrackingServer } from './tracking-server.ts'

const env = {
  MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0',
  MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
  MLFLOW_HTTP_REQUEST_TIMEOUT: '30',
}

type Decide = (route: string) => Lie | undefined

let origin: MlflowServer
let targets: MlflowServer[]

beforeAll(async () => {
  origin = await startMlflowServer()
  targets = await Promise.all([1, 2].map(() => startMlflowServer()))
  await fillCrossing(origin)
  for (const { backendStoreUri } of targets) await copyDatabase(fileOf(backendStoreUri), emptied(backendStoreUri))
}, 300_000)

afterAll(async () => {
  for (const each of [origin, ...(targets ?? [])]) await each?.close()
})

test('a source that lies to a direct copy: two passes, each exact or named, and nothing is doubled', async () => {
  const truths = new Map()
  const routes = new Set<string>()
  await using source = await openTrackingServer({ trackingUri: origin.url, env })
  const honest = new MemoryServer('http://target')
  await pass((route) => void routes.add(route), honest)
  const truth = holding(honest)
  const silent = await pMap(roundsOf(routes), round, { concurrency: 4 })
  expect(silent.filter((each) => each !== undefined)).toEqual([])

  async function round([title, lie, route]: Round): Promise<string | undefined> {
    const target = new MemoryServer('http://target')
    const { faults, isNamed } = await twoPasses(route, lie, (decide) => pass(decide, target))
    if (!isNamed && holding(target) !== truth) faults.push(`unnamed: ${holding(target)} in place of ${truth}`)
    await copy({ source, target })
    if (holding(target) !== truth) faults.push(`left ${holding(target)} in place of ${truth}`)
    return faults.length > 0 ? `${title} at ${route}: ${faults.join('; ')}` : undefined
  }

  async function pass(decide: Decide, target: MemoryServer): Promise<CopyReport> {
    await using proxy = await lyingProxy(origin.url, { decide, truths })
    await using liar = await openTrackingServer({ trackingUri: proxy.url, env })
    return await copy({ source: liar, target })
  }
}, 1_800_000)

const beginnings = [
  ['an empty target', 0],
  ['a target that holds a third of a copy', 1 / 3],
  ['a target that holds two thirds of a copy', 2 / 3],
] as const

test.each(beginnings)(
  '%s lies: two passes, each exact or named, and nothing is doubled',
  async (_title, share) => {
    const routes = new Set<string>()
    await using source = await openTrackingServer({ trackingUri: origin.url, env })
    const free = [...targets]
    await begin()
    await onTarget(async (target) => {
      for (const _ of [1, 2]) await pass((route) => void routes.add(route), target)
    })
    const reading = new Set([...routes].filter((route) => !isWriting(route)))
    const silent = await pMap(roundsOf(reading), round, { concurrency: targets.length })
    expect(silent.filter((each) => each !== undefined)).toEqual([])

    /** Keeps on every server what a copy has written that stops after a share of its writes. */
    async function begin(): Promise<void> {
      let writes = 0
      const count = (route: string): undefined => {
        writes += Number(isWriting(route))
      }
      await onTarget((server) => pass(count, server), emptied)
      const last = writes * share
      writes = 0
      const stop = new AbortController()
      const stopInTime = (route: string): undefined => {
        count(route)
        if (writes > last) stop.abort(new Error('stopped'))
      }
      await onTarget(async (server) => {
        if (share > 0) await expect(pass(stopInTime, server, stop.signal)).rejects.toThrow('stopped')
        for (const each of targets) await copyDatabase(fileOf(server.backendStoreUri), begun(each.backendStoreUri))
      }, emptied)
    }

    async function round([title, lie, route]: Round): Promise<string | undefined> {
      return await onTarget(async (server) => {
        const { faults, isNamed } = await twoPasses(route, lie, (decide) => pass(decide, server))
        await using target = await openTrackingServer({ trackingUri: server.url, env })
        const { kinds } = await copy({ source, target })
        const late = Object.entries(kinds).filter(([, { created, updated }]) => created + updated > 0)
        if (!isNamed && late.length > 0) faults.push(`unnamed: ${late.map(([kind]) => kind).join(', ')}`)
        const { equal, differences } = await verify({ source, target, expectNoExtra: true })
        const left = differences.slice(0, 3).map(({ problem, ref, field }) => `${ref.kind} ${problem} ${field ?? ''}`)
        if (!equal) faults.push(`left ${left.join(', ')}`)
        return faults.length > 0 ? `${title} at ${route}: ${faults.join('; ')}` : undefined
      })
    }

    async function pass(decide: Decide, server: MlflowServer, signal?: AbortSignal): Promise<CopyReport> {
      await using proxy = await lyingProxy(server.url, { decide })
      await using liar: TrackingServer = await openTrackingServer({ trackingUri: proxy.url, env })
      return await copy({ source, target: liar, ...(signal && { signal }) })
    }

    async function onTarget<T>(work: (server: MlflowServer) => Promise<T>, start = begun): Promise<T> {
      const server = free.pop() as MlflowServer
      await copyDatabase(start(server.backendStoreUri), fileOf(server.backendStoreUri))
      return await work(server).finally(() => free.push(server))
    }
  },
  3_600_000,
)

type Round = readonly [title: string, lie: Lie, route: string]

function roundsOf(routes: ReadonlySet<string>): readonly Round[] {
  const told = [...routes].filter((route) => !isAside(route))
  return Object.entries(lies).flatMap(([title, lie]) => told.filter(lie.on).map((route): Round => [title, lie, route]))
}

interface Passes {
  /** What a pass did that is neither exact nor named. */
  readonly faults: string[]
  /** The last one named something, or ended with an error. */
  readonly isNamed: boolean
}

async function twoPasses(route: string, lie: Lie, pass: (decide: Decide) => Promise<CopyReport>): Promise<Passes> {
  const faults: string[] = []
  let isNamed = false
  for (const number of [1, 2]) {
    try {
      const { objects } = await pass((each) => (each === route ? lie : undefined))
      isNamed = objects.length > 0
      if (lie.isExact && isNamed) faults.push(`pass ${number} names ${objects[0]?.ref.kind}`)
    } catch (error) {
      isNamed = !lie.isExact && isMlferryError(error) && error.code !== 'ERR_INTERNAL'
      if (!isNamed) faults.push(`pass ${number}: ${String(error)}`)
    }
  }
  return { faults, isNamed }
}

/** How many objects of each kind, points and files. */
function holding({ objects }: MemoryServer): string {
  const kinds = Map.groupBy(objects.values(), ({ header }) => header.ref.kind)
  const told = [...kinds].map(([kind, all]) => {
    const points = all.reduce((sum, each) => sum + each.points.size, 0)
    const files = all.reduce((sum, each) => sum + each.files.size, 0)
    return `${kind} ${all.length} ${points} ${files}`
  })
  return told.sort().join(', ')
}

function fileOf(backendStoreUri: string): string {
  return backendStoreUri.replace('sqlite:///', '')
}

function emptied(backendStoreUri: string): string {
  return `${fileOf(backendStoreUri)}.empty`
}

function begun(backendStoreUri: string): string {
  return `${fileOf(backendStoreUri)}.begun`
}

function isWriting(route: string): boolean {
  const [method = '', path = ''] = route.split(' ')
  return isWrite(method, path)
}

/** Also into one that a server has open. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const database = new DatabaseSync(from, { timeout: 10_000 })
  await backup(database, to)
  database.close()
}
