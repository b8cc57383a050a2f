import { type MlflowServer, startMlflowServer, startProxy, type TempDir, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Measured, measureCommand } from '../../../scripts/measure-memory/measure-command.ts'

/** Every eighth number is of a version that was deleted: 300 versions with 40 gaps. */
const largest = 340
const isGap = (version: number) => version % 8 === 0 && version <= 320
const numbers = Array.from({ length: largest }, (_, index) => index + 1).filter((version) => !isGap(version))
const gaps = largest - numbers.length
/** Has a stage, or an alias. */
const staged = [1, 333]
const named = [2, largest]

let dir: TempDir
let source: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer()
  await fill('small', 10)
  await fill('large', largest)
})

afterAll(async () => {
  await source?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('300 versions with 40 gaps arrive under their numbers, by the formula, in the memory that ten take', async () => {
  await using target = await startMlflowServer()
  await using from = await startProxy(source.url)
  await using to = await startProxy(target.url)
  const small = await copyModel('small', source.url, target.url)

  const large = await copyModel('large', from.url, to.url)

  const versions = await versionsOf(target, 'large')
  expect([numbers.length, gaps]).toEqual([300, 40])
  expect(versions.map(({ version }) => Number(version))).toEqual(numbers)
  expect(versions.map(described)).toEqual((await versionsOf(source, 'large')).map(described))
  const { registered_model: model } = await call(target, 'GET', 'registered-models/get?name=large')
  expect(model.aliases).toHaveLength(named.length)
  const versionCalls = Object.entries(to.counts()).filter(([route]) => route.includes('model-versions'))
  expect(Object.fromEntries(versionCalls)).toMatchObject({
    'POST /api/2.0/mlflow/model-versions/create': numbers.length + gaps,
    'DELETE /api/2.0/mlflow/model-versions/delete': gaps,
    'POST /api/2.0/mlflow/model-versions/transition-stage': staged.length,
  })
  expect(from.writes()).toEqual([])
  console.log(`small: ${line(small)}; large: ${line(large)}`)
  console.log('target', to.counts(), 'source', from.counts())
  expect(large.peakBytes).toBeLessThan(small.peakBytes + 32 * 2 ** 20)

  to.reset()
  await copyModel('large', from.url, to.url)
  expect(to.writes()).toEqual([])
})

function line({ peakBytes, seconds }: Measured): string {
  return `${Math.ceil(peakBytes / 2 ** 20)} MiB at most, ${seconds.toFixed(1)} s`
}

function copyModel(name: string, from: string, to: string): Promise<Measured> {
  const args = ['copy', 'models', '--models', name, '--from', from, '--to', to]
  return measureCommand({ args, trackingUri: '', dir: dir.path })
}

/** Versions of the files of one run, in straight calls. Those of the gaps are made and deleted. */
async function fill(name: string, versions: number): Promise<void> {
  const { run } = await call(source, 'POST', 'runs/create', { experiment_id: '0', start_time: 1, run_name: name })
  const { run_id, artifact_uri } = run.info
  const path = `${artifact_uri.replace(/^[^/]*\/+/, '')}/model/weights.bin`
  const url = `${source.url}/api/2.0/mlflow-artifacts/artifacts/${path}`
  expect((await fetch(url, { method: 'PUT', body: 'weights' })).ok).toBe(true)
  await call(source, 'POST', 'runs/update', { run_id, status: 'FINISHED', end_time: 2 })
  await call(source, 'POST', 'registered-models/create', { name })
  for (let version = 1; version <= versions; version++) {
    const tags = [{ key: 'number', value: String(version) }]
    const content = { description: `version ${version} of ${name}`, tags }
    const create = { name, source: `${artifact_uri}/model`, run_id, ...content }
    await call(source, 'POST', 'model-versions/create', create)
    if (isGap(version)) await call(source, 'DELETE', 'model-versions/delete', { name, version: String(version) })
    if (staged.includes(version)) {
      const stage = { stage: 'Production', archive_existing_versions: false }
      await call(source, 'POST', 'model-versions/transition-stage', { name, version: String(version), ...stage })
    }
    if (named.includes(version)) {
      const alias = { name, alias: `v-${version}`, version: String(version) }
      await call(source, 'POST', 'registered-models/alias', alias)
    }
  }
}

interface Version {
  readonly version: string
  readonly description: string
  readonly current_stage: string
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

/** By number. */
async function versionsOf(server: MlflowServer, name: string): Promise<Version[]> {
  const filter = encodeURIComponent(`name='${name}'`)
  const { model_versions } = await call(server, 'GET', `model-versions/search?filter=${filter}&max_results=10000`)
  return (model_versions as Version[]).sort((a, b) => Number(a.version) - Number(b.version))
}

/** What does not name a server. */
function described({ version, description, current_stage, tags }: Version) {
  return { version, description, current_stage, tags: tags.filter(({ key }) => !key.startsWith('mlferry.')) }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of MLflow
async function call(server: MlflowServer, method: string, path: string, body?: object): Promise<any> {
  const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) }
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}/api/2.0/mlflow/${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
  return answer.json()
}
