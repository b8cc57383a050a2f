// The least that an export can do: asks for runs, histories and files, and writes the bytes of the answers into files as they come.
// Nothing is parsed but what names the next requests, nothing is checked, nothing is asked again.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { Agent, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

interface Run {
  readonly info: { readonly run_id: string; readonly artifact_uri: string }
  readonly data: { readonly metrics?: readonly { readonly key: string }[] }
}

/** Requests at once: as many as mlferry has under way. */
let free = 8
const waiting: (() => void)[] = []
const agent = new Agent({ keepAlive: true })
const { MLFLOW_TRACKING_URI: server = '' } = process.env
const [experiment = '', dir = ''] = process.argv.slice(2)

const api = '/api/2.0/mlflow'
const name = encodeURIComponent(experiment)
const found = await json(`${api}/experiments/get-by-name?experiment_name=${name}`)
const { experiment_id } = (found as { experiment: { experiment_id: string } }).experiment
const search = { experiment_ids: [experiment_id], max_results: 1000 }
const { runs } = (await json(`${api}/runs/search`, search)) as { runs: readonly Run[] }
await mkdir(dir, { recursive: true })
await Promise.all([...histories(), ...runs.map(files)])
agent.destroy()

/** One metric of 100 runs a request. */
function* histories(): Generator<Promise<void>> {
  for (let start = 0; start < runs.length; start += 100) {
    const group = runs.slice(start, start + 100)
    const ids = group.map(({ info }) => `run_id=${info.run_id}`).join('&')
    for (const key of new Set(group.flatMap(({ data }) => (data.metrics ?? []).map((metric) => metric.key)))) {
      const path = `/ajax-api/2.0/mlflow/metrics/get-history-bulk?${ids}&metric_key=${encodeURIComponent(key)}&max_results=25000`
      yield keep(path, `history-${start}-${encodeURIComponent(key)}`)
    }
  }
}

async function files({ info: { run_id, artifact_uri } }: Run): Promise<void> {
  const root = new URL(artifact_uri).pathname.replace(/^\//, '')
  const served = '/api/2.0/mlflow-artifacts/artifacts'
  const listed = await limit(() => json(`${served}?path=${encodeURIComponent(root)}`))
  const { files = [] } = listed as { files?: readonly { readonly path: string }[] }
  await mkdir(join(dir, run_id))
  await Promise.all(
    files.map(({ path }) =>
      keep(`${served}/${root}/${encodeURIComponent(path)}`, join(run_id, encodeURIComponent(path))),
    ),
  )
}

async function keep(path: string, file: string): Promise<void> {
  await limit(async () => pipeline(await send(path), createWriteStream(join(dir, file))))
}

async function json(path: string, body?: object): Promise<unknown> {
  return JSON.parse(await text(await send(path, body)))
}

function send(path: string, body?: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { ...(body && { 'content-type': 'application/json' }) }
    const sent = request(server + path, { agent, method: body ? 'POST' : 'GET', headers }, (response) => {
      if (response.statusCode === 200) resolve(response)
      else reject(new Error(`${path} answered ${response.statusCode}`))
    })
    sent.on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
}

async function limit<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free--
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
}
