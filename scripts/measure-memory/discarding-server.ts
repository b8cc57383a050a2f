import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface DiscardingServer extends AsyncDisposable {
  readonly url: string
  /** What came in so far. */
  readonly received: Received
}

interface Received {
  requests: number
  runs: number
  points: number
  bytes: number
  tags: readonly WriteBody[]
}

/**
 * Takes every write as MLflow does and keeps nothing but tags of experiments, by which a job sees that it writes alone: an
 * import into it takes the importer's time and memory alone.
 */
export async function startDiscardingServer(): Promise<DiscardingServer> {
  const received: Received = { requests: 0, runs: 0, points: 0, bytes: 0, tags: [] }
  const server = createServer(async (request, response) => {
    received.requests++
    const route = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/^\/(?:ajax-)?api\/2\.0\//, '')
    if (route.startsWith('mlflow-artifacts/artifacts/')) {
      for await (const chunk of request) received.bytes += chunk.length
      return response.end('{}')
    }
    if (route === '/version') return response.end('3.17.2')
    const answer = answers[route] ?? (() => ({}))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer(await readBody(request), received)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

interface WriteBody {
  readonly name?: string
  readonly experiment_id?: string
  readonly run_name?: string
  readonly metrics?: readonly unknown[]
}

type Answers = Readonly<Record<string, (body: WriteBody, received: Received) => object>>

const answers: Answers = {
  'mlflow/experiments/create': () => ({ experiment_id: randomUUID() }),
  'mlflow/experiments/get': (_, { tags }) => ({
    experiment: { experiment_id: '1', name: 'any', artifact_location: 'mlflow-artifacts:/1', tags },
  }),
  'mlflow/experiments/set-experiment-tag': (tag, received) => {
    received.tags = [tag]
    return {}
  },
  'mlflow/runs/create': ({ experiment_id, run_name }, received) => {
    received.runs++
    const run_id = randomUUID().replaceAll('-', '')
    const artifact_uri = `mlflow-artifacts:/1/${run_id}/artifacts`
    const info = { run_id, experiment_id, run_name, status: 'RUNNING', lifecycle_stage: 'active', artifact_uri }
    return { run: { info, data: {} } }
  },
  'mlflow/runs/log-batch': ({ metrics = [] }, received) => {
    received.points += metrics.length
    return {}
  },
}

async function readBody(request: IncomingMessage): Promise<WriteBody> {
  const text = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString()
  return text === '' ? {} : JSON.parse(text)
}
