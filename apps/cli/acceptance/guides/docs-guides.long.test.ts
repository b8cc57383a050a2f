import {
  ensureMlflow,
  fillTeam,
  type MlflowServer,
  newestMlflow,
  postToServer,
  type ServerAddress,
  startMlflowServer,
} from '@mlferry/test-kit'
import { test } from 'vitest'
import { startSagemakerAccount } from '../start-sagemaker-account.ts'
import { runGuide } from './run-guide.ts'

// What guides write for the id of a run that is there.
const runId = '0123456789abcdef0123456789abcdef'

test('a tracking server of SageMaker goes into an App', async () => {
  await using account = await startSagemakerAccount()
  const { old, app, team, env } = account
  await runGuide('tracking-server-to-app', {
    places: { [runId]: firstOf(team.runs) },
    env: { ...env, PYTHON: await pythonFor(app) },
    meanwhile: { '6. Catch up and prove it': () => logRun(old.backend) },
  })
})

test('a server goes into an App, and back', async () => {
  await using account = await startSagemakerAccount()
  await using old = await startMlflowServer({ version: '3.4.0' })
  const { runs } = await fillTeam(old)
  await runGuide('migrate-to-sagemaker', {
    places: { 'http://old:5000': old.url, [runId]: firstOf(runs) },
    env: {
      ...account.env,
      MLFERRY_FROM_SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: account.app.endpoint,
      PYTHON: await pythonFor(account.app),
    },
    meanwhile: {
      '10. Cut-over': () => logRun(old),
      '11. The way back': () => logRun(account.app.backend),
    },
  })
})

test('a server is upgraded into a new one', async () => {
  await using servers = await startServers({ version: '2.16.2' }, { version: newestMlflow })
  const [old, target] = servers.all
  const { runs } = await fillTeam(old)
  await runGuide('upgrade-a-server', {
    places: { 'http://old:5000': old.url, 'http://new:5000': target.url, [runId]: firstOf(runs) },
    meanwhile: { '4. Catch up and prove it': () => logRun(old) },
  })
})

test('a server is backed up and restored', async () => {
  await using servers = await startServers({}, {})
  const [server, spare] = servers.all
  const { runs } = await fillTeam(server)
  await runGuide('backup-and-restore', {
    places: { 'http://mlflow:5000': server.url, 'http://spare:5000': spare.url, [runId]: firstOf(runs) },
    meanwhile: { 'Restore what was lost': () => deleteModel(server) },
  })
})

test('two servers become one', async () => {
  await using servers = await startServers({}, {}, {})
  const [a, b, all] = servers.all
  await fillTeam(a)
  await fillTeam(b)
  await runGuide('merge-two-servers', {
    places: { 'http://team-a:5000': a.url, 'http://team-b:5000': b.url, 'http://all:5000': all.url },
  })
})

test('a server is kept up to date', async () => {
  await using servers = await startServers({}, {})
  const [old, target] = servers.all
  await fillTeam(old)
  await runGuide('regular-sync', { places: { 'http://old:5000': old.url, 'http://new:5000': target.url } })
})

test('what fails is explained', async () => {
  await using servers = await startServers({}, {})
  const [old, target] = servers.all
  await fillTeam(old)
  await runGuide('when-something-fails', { places: { 'http://old:5000': old.url, 'http://new:5000': target.url } })
})

type Options = Parameters<typeof startMlflowServer>[0]

async function startServers<T extends readonly Options[]>(...options: T) {
  await using cleanup = new AsyncDisposableStack()
  const all: MlflowServer[] = []
  for (const each of options) all.push(cleanup.use(await startMlflowServer(each)))
  const running = cleanup.move()
  return {
    all: all as { [K in keyof T]: MlflowServer },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function pythonFor({ version, clientRequirements }: ServerAddress): Promise<string> {
  return (await ensureMlflow(version, clientRequirements)).python
}

async function logRun({ url }: ServerAddress): Promise<void> {
  const { experiments } = await postToServer<Experiments>(url, 'experiments/search', { max_results: 10 })
  const churn = experiments.find(({ name }) => name === 'churn')
  const start_time = Date.now()
  const { run } = await postToServer<CreatedRun>(url, 'runs/create', {
    ...{ experiment_id: churn?.experiment_id, run_name: 'late', start_time },
  })
  await postToServer(url, 'runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: start_time + 1 })
}

interface Experiments {
  readonly experiments: readonly { readonly name: string; readonly experiment_id: string }[]
}

interface CreatedRun {
  readonly run: { readonly info: { readonly run_id: string } }
}

async function deleteModel({ url }: ServerAddress): Promise<void> {
  const body = JSON.stringify({ name: 'churn' })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/2.0/mlflow/registered-models/delete`, { method: 'DELETE', headers, body })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
}

function firstOf([first]: readonly string[]): string {
  if (first === undefined) throw new Error('There is no run.')
  return first
}
