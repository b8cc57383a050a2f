import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface ScriptedRun {
  readonly id: string
  /** Shown there alone. */
  readonly workspace: string
  readonly tags: Map<string, string>
}

export interface ScriptedTarget extends AsyncDisposable {
  readonly url: string
  /** The tag `mlferry.lease` of its default experiment. */
  lease: string
  readonly runs: ScriptedRun[]
  /** Routes that were asked for, in order. */
  readonly asked: string[]
  /** What happens at a route before it is answered: true where that answered it. */
  readonly at: Map<string, (response: ServerResponse) => boolean>
}

/** As much of an MLflow server, with a workspace `team`, as one lease and a few runs need, in this process: so that a test can stop the time between two calls. */
export async function scriptedTarget(): Promise<ScriptedTarget> {
  const server = createServer((request, response) => void answer(request, response))
  const target: ScriptedTarget = {
    url: '',
    lease: '',
    runs: [],
    asked: [],
    at: new Map(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(target, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const route = (request.url ?? '').replace(/^.*\/mlflow\//, '').replace(/\?.*/, '')
    target.asked.push(route)
    if (target.at.get(route)?.(response)) return
    const query = Object.fromEntries(new URL(request.url ?? '', 'http://server').searchParams)
    const { 'x-mlflow-workspace': workspace = 'default' } = request.headers
    const body = { ...query, ...JSON.parse(Buffer.concat(chunks).toString() || '{}'), workspace }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(route === '/version' ? '3.10.0' : JSON.stringify(done(route, body, target)))
  }
}

type Body = Readonly<Record<string, string>> & { readonly tags?: readonly { key: string; value: string }[] }

function done(route: string, body: Body, target: ScriptedTarget): object {
  const { workspace = '' } = body
  const runs = target.runs.filter((run) => run.workspace === workspace)
  if (route === 'server-info') return { workspaces_enabled: true }
  if (route === 'workspaces') return { workspaces: [{ name: 'default' }, { name: 'team' }] }
  const tags = [{ key: 'mlferry.lease', value: target.lease }]
  if (route === 'experiments/get') return { experiment: { experiment_id: '0', name: 'Default', tags } }
  if (route === 'experiments/set-experiment-tag') target.lease = body.value ?? ''
  if (route === 'runs/create') {
    const own = new Map(body.tags?.map(({ key, value }) => [key, value]))
    const run = { id: `made ${target.runs.length}`, workspace, tags: own }
    target.runs.push(run)
    return { run: wireRun(run) }
  }
  if (route === 'runs/search') return { runs: runs.map(wireRun) }
  const named = runs.find(({ id }) => id === body.run_id)
  if (route === 'runs/get') return { run: named && wireRun(named) }
  if (route === 'runs/delete' && named) target.runs.splice(target.runs.indexOf(named), 1)
  return {}
}

function wireRun({ id, tags }: ScriptedRun): object {
  const info = {
    run_id: id,
    experiment_id: '1',
    status: 'RUNNING',
    lifecycle_stage: 'active',
    artifact_uri: 'mlflow-artifacts:/1',
  }
  return { info, data: { tags: [...tags].map(([key, value]) => ({ key, value })) } }
}
