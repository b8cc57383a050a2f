import type { IncomingMessage } from 'node:http'
import { isMlferryError } from '@mlferry/core'
import { type CopyReport, copy } from '@mlferry/engine'
import { type JsonValue, parseJson, stringifyJson } from '@mlferry/exact-json'
import { createExportDirectory } from '@mlferry/format'
import { fillSamples, listen, type MlflowServer, routePattern, startMlflowServer, tempDir } from '@mlferry/test-kit'
import pMap from 'p-map'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const env = {
  MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0',
  MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
  // Whatever keeps a call from being answered shows soon.
  MLFLOW_HTTP_REQUEST_TIMEOUT: '30',
}

/** Each waits for answers most of the time. */
const roundsAtOnce = 4

interface Lie {
  /** Which routes it is told on. */
  readonly on: (route: string) => boolean
  readonly asked?: (json: Json) => Json
  readonly answered?: (json: Json) => unknown
  /** What was left out can be had by other calls, or is asked for in other pages. */
  readonly isExact?: true
}

type Json = Readonly<Record<string, unknown>>

const hasPages = (route: string) => paged.has(route)
const isText = (route: string) => / \/(version|health)$/.test(route)
const isHistory = (route: string) => /get-history|batchGet|get-trace-artifact/.test(route)
/** Asked for what is only counted or only mentioned: an answer that is none is no loss. */
const isAside = (route: string) => /gateway|mcp-servers|users\/list|server-info/.test(route)

const lies: Readonly<Record<string, Lie>> = {
  'gives pages of two': { on: hasPages, asked: (json) => ({ ...json, max_results: 2 }), isExact: true },
  'answers a text': { on: (route) => !isText(route), answered: () => 'boo' },
  'answers a list': { on: (route) => !isText(route), answered: () => [] },
  'answers a text for each list': { on: (route) => !isText(route), answered: (json) => mapLists(json, () => 'boo') },
  'answers nothing': { on: isHistory, answered: () => ({}) },
  // Of points in between nobody can tell: a listing shows the newest point of a metric, and MLflow counts none.
  'drops the newer half': {
    on: isHistory,
    answered: (json) => mapLists(json, (list) => list.slice(0, Math.floor(list.length / 2))),
  },
}

let server: MlflowServer
let truth: CopyReport
const routes = new Set<string>()
/** Those that are asked for a number of results. */
const paged = new Set<string>()

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
  await using proxy = await listen(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Uint8Array>))
    const path = request.url ?? '/'
    const route = `${request.method} ${routePattern(path)}`
    if (/max_results/.test(path + body.toString())) paged.add(route)
    const lie = decide(route)
    const changed = lie?.asked ? askedOtherwise(path, body, lie.asked) : { path, body }
    const { status, type, bytes } = await truthOf(request, changed)
    const isLie = lie?.answered && status < 300 && type.includes('json')
    response.writeHead(status, { 'content-type': type })
    response.end(
      isLie ? stringifyJson(lie.answered?.(parseJson(bytes.toString() || '{}') as Json) as JsonValue) : bytes,
    )
  })
  await using dir = await tempDir()
  await using source = await openTrackingServer({ trackingUri: proxy.url, env })
  const options = { layout: 'all', source: { uri: 'x' }, selection: {}, mlferryVersion: '0' } as const
  await using target = await createExportDirectory(dir.file('export'), options)
  return await copy({ source, target })
}

interface Truth {
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
}

const truths = new Map<string, Promise<Truth>>()

/** What MLflow answers: an export writes nothing, so each request is sent to it once for all rounds. */
function truthOf({ method = 'GET', headers }: IncomingMessage, { path, body }: Asked): Promise<Truth> {
  const key = `${method} ${path} ${body.toString()}`
  const known = truths.get(key) ?? fetchTruth()
  truths.set(key, known)
  return known

  async function fetchTruth(): Promise<Truth> {
    const answer = await fetch(server.url + path, {
      method,
      headers: { 'content-type': headers['content-type'] ?? 'application/json' },
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    })
    const type = answer.headers.get('content-type') ?? 'application/json'
    return { status: answer.status, type, bytes: Buffer.from(await answer.arrayBuffer()) }
  }
}

interface Asked {
  readonly path: string
  readonly body: Buffer
}

/** Only where a number of results is asked for. */
function askedOtherwise(path: string, body: Buffer, change: (json: Json) => Json): Asked {
  if (body.length > 0) {
    const json = JSON.parse(body.toString()) as Json
    return { path, body: 'max_results' in json ? Buffer.from(JSON.stringify(change(json))) : body }
  }
  return { path: path.replace(/max_results=\d+/, `max_results=${String(change({}).max_results)}`), body }
}

function mapLists(json: Json, change: (list: readonly unknown[]) => unknown): Json {
  return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, Array.isArray(each) ? change(each) : each]))
}
