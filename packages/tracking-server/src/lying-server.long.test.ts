import { isMlferryError } from '@mlferry/core'
import { type CopyReport, copy } from '@mlferry/engine'
import { createExportDirectory } from '@mlferry/format'
import { fillSamples, type MlflowServer, startMlflowServer, tempDir } from '@mlferry/test-kit'
import pMap from 'p-map'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAside, type Lie, lies, lyingProxy } from '../test/lying-proxy.ts'
import { openTrackingServer } from './open-tracking-server.ts'

const env = {
  MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0',
  MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
  // Whatever keeps a call from being answered shows soon.
  MLFLOW_HTTP_REQUEST_TIMEOUT: '30',
}

/** Each waits for answers most of the time. */
const roundsAtOnce = 4

let server: MlflowServer
let truth: CopyReport
const routes = new Set<string>()
/** An export writes nothing. */
const truths = new Map()

beforeAll(async () => {
  server = await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
  await fillSamples(server)
  truth = await exportThrough((route) => void routes.add(route))
}, 600_000)

afterAll(async () => server?.close())

test.each(Object.entries(lies))(
  'a server that %s: each route is exact or named',
  async (_, lie) => {
    const told = [...routes].filter((route) => lie.on(route) && !isAside(route))
    const outcomes = await pMap(told, (route) => tellLie(route, lie), { concurrency: roundsAtOnce })
    const silent = outcomes.filter((outcome) => outcome !== undefined)
    expect(silent).toEqual([])
  },
  1_200_000,
)

/** Exports while a route lies. Resolves to what arrived where that is neither exact nor named. */
async function tellLie(route: string, lie: Lie): Promise<string | undefined> {
  let told = false
  const decide = (each: string) => {
    told ||= each === route
    return each === route ? lie : undefined
  }
  try {
    const report = await exportThrough(decide)
    const isExact = !told || isWhole(report) || (!lie.isExact && names(report))
    return isExact ? undefined : `${route}: ${summary(report)}`
  } catch (error) {
    const isNamed = !lie.isExact && isMlferryError(error) && error.code !== 'ERR_INTERNAL'
    return isNamed ? undefined : `${route}: ${String(error)}`
  }
}

function isWhole(report: CopyReport): boolean {
  return summary(report) === summary(truth)
}

function names({ objects }: CopyReport): boolean {
  return objects.length > truth.objects.length
}

function summary({ kinds, points, files }: CopyReport): string {
  return JSON.stringify({ kinds, points, files })
}

/** Exports all through a proxy that asks for each request whether to lie. */
async function exportThrough(decide: (route: string) => Lie | undefined): Promise<CopyReport> {
  await using proxy = await lyingProxy(server.url, { decide, truths })
  await using dir = await tempDir()
  await using source = await openTrackingServer({ trackingUri: proxy.url, env })
  const options = { layout: 'all', source: { uri: 'x' }, selection: {}, mlferryVersion: '0' } as const
  await using target = await createExportDirectory(dir.file('export'), options)
  return await copy({ source, target })
}
