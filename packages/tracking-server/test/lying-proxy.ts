import type { IncomingMessage } from 'node:http'
import { type JsonValue, parseJson, stringifyJson } from '@mlferry/exact-json'
import { type Listening, listen, routePattern } from '@mlferry/test-kit'

export interface Lie {
  /** Which routes it is told on. */
  readonly on: (route: string) => boolean
  readonly asked?: (json: Json) => Json
  readonly answered?: (json: Json) => unknown
  /** What was left out can be had by other calls, or is asked for in other pages. */
  readonly isExact?: true
}

type Json = Readonly<Record<string, unknown>>

/** Routes that were asked for a number of results. */
const paged = new Set<string>()

const hasPages = (route: string) => paged.has(route)
const isText = (route: string) => / \/(version|health)$/.test(route)
const isHistory = (route: string) => /get-history|batchGet|get-trace-artifact/.test(route)

/** Asked for what is only counted or only mentioned: an answer that is none is no loss. */
export const isAside = (route: string) => /gateway|mcp-servers|users\/list|server-info/.test(route)

export const lies: Readonly<Record<string, Lie>> = {
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

export interface LyingOptions {
  /** Asked for each request: the lie that it is answered with. */
  readonly decide: (route: string) => Lie | undefined
  /** What the server answered before: of one that nobody writes to, each request is sent once. */
  readonly truths?: Map<string, Promise<Truth>>
}

interface Truth {
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
}

/** Stands before a server. Routes are such as `GET /api/2.0/mlflow/runs/get`. */
export function lyingProxy(url: string, { decide, truths }: LyingOptions): Promise<Listening> {
  return listen(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Uint8Array>))
    const path = request.url ?? '/'
    const route = `${request.method} ${routePattern(path)}`
    if (/max_results/.test(path + body.toString())) paged.add(route)
    const lie = decide(route)
    const changed = lie?.asked ? askedOtherwise(path, body, lie.asked) : { path, body }
    const truth = await truthOf(request, changed).catch(() => undefined)
    // The server closed the connection.
    if (!truth) return void response.destroy()
    const { status, type, bytes } = truth
    const isLie = lie?.answered && status < 300 && type.includes('json')
    response.writeHead(status, { 'content-type': type })
    response.end(
      isLie ? stringifyJson(lie.answered?.(parseJson(bytes.toString() || '{}') as Json) as JsonValue) : bytes,
    )
  })

  function truthOf(request: IncomingMessage, asked: Asked): Promise<Truth> {
    const key = `${request.method} ${asked.path} ${asked.body.toString()}`
    const truth = truths?.get(key) ?? fetchTruth(url, request, asked)
    truths?.set(key, truth)
    return truth
  }
}

async function fetchTruth(url: string, { method = 'GET', headers }: IncomingMessage, asked: Asked): Promise<Truth> {
  const { path, body } = asked
  const answer = await fetch(url + path, {
    method,
    headers: { 'content-type': headers['content-type'] ?? 'application/json' },
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
  const type = answer.headers.get('content-type') ?? 'application/json'
  return { status: answer.status, type, bytes: Buffer.from(await answer.arrayBuffer()) }
}

interface Asked {
  readonly path: string
  readonly body: Buffer
}

/** Only where a number of results is asked for. */
function askedOtherwise(path: string, body: Buffer, change: (json: Json) => Json): Asked {
  if (body.length > 0 && /max_results/.test(body.toString())) {
    const json = JSON.parse(body.toString()) as Json
    return { path, body: 'max_results' in json ? Buffer.from(JSON.stringify(change(json))) : body }
  }
  return { path: path.replace(/max_results=\d+/, `max_results=${String(change({}).max_results)}`), body }
}

function mapLists(json: Json, change: (list: readonly unknown[]) => unknown): Json {
  return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, Array.isArray(each) ? change(each) : each]))
}
