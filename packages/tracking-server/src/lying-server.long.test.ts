import { isMlferryError } from '@mlferry/core'
import { type CopyReport, copy } from '@mlferry/engine'
import { createExportDirectory } from '@mlferry/format'
import { fillSamples, listen, type MlflowServer, routePattern, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const env = { MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0', MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0' }

interface Lie {
  /** Which routes it is told on. */
  readonly on: (route: string) => boolean
  readonly asked?: (json: Json) => Json
  readonly answered?: (json: Json) => unknown
  /** What was left out can be had by other calls, or is asked for in other pages. */
  readonly isExact?: true
}

type Json = Readonly<Record<string, unknown>>

const isText = (route: string) => / \/(version|health)$/.test(route)
const isHistory = (route: string) => /get-history|batchGet|get-trace-artifact/.test(route)
/** Asked for what is only counted or only mentioned: an answer that is none is no loss. */
const isAside = (route: string) => /gateway|mcp-servers|users\/list|server-info/.test(route)

const lies: Readonly<Record<string, Lie>> = {
  'gives pages of two': { on: () => true, asked: (json) => ({ ...json, max_results: 2 }), isExact: true },
  'answers a text': { on: (route) => !isText(route), answered: () => 'boo' },
  'answers a list': { on: (route) => !isText(route), answered: () => [] },
  'answers a text for each list': { on: (route) => !isText(route), answered: (json) => mapLists(json, () => 'boo') },
  'answers nothing': { on: isHistory, answered: () => ({}) },
  'drops every other element': {
    on: isHistory,
    answered: (json) => mapLists(json, (list) => list.filter((_, index) => index % 2 === 1)),
  },
}

let server: MlflowServer
let truth: CopyReport
const routes = new Set<string>()

beforeAll(async () => {
  server = await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
  await fillSamples(server)
  truth = await exportThrough((route) => void routes.add(route))
}, 600_000)

afterAll(async () => server?.close())

test.each(Object.entries(lies))(
  'a server that %s: each route is exact or named',
  async (_, lie) => {
    const silent: string[] = []
    for (const route of [...routes].filter((each) => lie.on(each) && !isAside(each))) {
      let told = false
      const report = await exportThrough((each) => {
        told ||= each === route
        return each === route ? lie : undefined
      }).catch((error: unknown) => {
        const isNamed = isMlferryError(error) && error.code !== 'ERR_INTERNAL'
        return isNamed ? 'named' : String(error)
      })
      if (typeof report === 'string') {
        if (report !== 'named' || lie.isExact) silent.push(`${route}: ${report}`)
      } else if (told && !isWhole(report) && (lie.isExact || !names(report)))
        silent.push(`${route}: ${summary(report)}`)
    }
    expect(silent).toEqual([])
  },
  1_200_000,
)

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
    const lie = decide(`${request.method} ${routePattern(path)}`)
    const changed = lie?.asked ? askedOtherwise(path, body, lie.asked) : { path, body }
    const answer = await fetch(server.url + changed.path, {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
      ...(changed.body.length > 0 ? { body: new Uint8Array(changed.body) } : {}),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const type = answer.headers.get('content-type') ?? 'application/json'
    const isLie = lie?.answered && answer.ok && type.includes('json')
    response.writeHead(answer.status, { 'content-type': type })
    response.end(isLie ? JSON.stringify(lie.answered?.(JSON.parse(bytes.toString() || '{}'))) : bytes)
  })
  await using dir = await tempDir()
  await using source = await openTrackingServer({ trackingUri: proxy.url, env })
  const options = { layout: 'all', source: { uri: 'x' }, selection: {}, mlferryVersion: '0' } as const
  await using target = await createExportDirectory(dir.file('export'), options)
  return await copy({ source, target })
}

/** Only where a number of results is asked for. */
function askedOtherwise(path: string, body: Buffer, change: (json: Json) => Json) {
  if (body.length > 0) {
    const json = JSON.parse(body.toString()) as Json
    return { path, body: 'max_results' in json ? Buffer.from(JSON.stringify(change(json))) : body }
  }
  return { path: path.replace(/max_results=\d+/, `max_results=${String(change({}).max_results)}`), body }
}

function mapLists(json: Json, change: (list: readonly unknown[]) => unknown): Json {
  return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, Array.isArray(each) ? change(each) : each]))
}
