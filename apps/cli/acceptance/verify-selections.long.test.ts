import { objectKinds } from '@mlferry/engine'
import {
  fillSamples,
  fillSampleViews,
  type MlflowServer,
  postToServer,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }

let dir: TempDir
let source: MlflowServer
let target: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer({ env })
  target = await startMlflowServer({ env })
  await fillSamples(source)
  await fillSampleViews(source)
  const copied = await mlferry('copy', 'all', '--include-deleted')
  expect(copied, copied.stdout + copied.stderr).toMatchObject({ exitCode: 0 })
})

afterAll(async () => {
  await target?.close()
  await source?.close()
  await dir?.[Symbol.asyncDispose]()
})

test.each([
  ...objectKinds.map(({ name }) => ['--kinds', name]),
  ['--exclude-kinds', 'run'],
  ['--exclude-kinds', 'loggedModel,trace'],
  ['--models', '*'],
  ['--prompts', '*'],
  ['--evaluation-datasets', '*'],
  ['--experiments', 'models*'],
  ['--until', '2020-01-01'],
])('of a whole copy %s %s has no difference, and nothing in excess', async (...selection) => {
  const { exitCode, stdout } = await verify(...selection)
  expect(exitCode, stdout).toBe(0)
})

test('what differs is named by a selection that holds it, and by no other', async () => {
  const [run_id = ''] = await runsOf(target)
  await postToServer(target.url, 'runs/set-tag', { run_id, key: 'changed', value: 'there' })
  const within = await verify('--kinds', 'runs')
  expect(within).toMatchObject({ exitCode: 3 })
  expect(within.stdout).toContain('tags.changed')
  expect(await verify('--kinds', 'traces')).toMatchObject({ exitCode: 0 })
  expect(await verify('--prompts', '*')).toMatchObject({ exitCode: 0 })
})

test('selections of two sorts, and lists of nothing, are wrong usage', async () => {
  expect(await verify('--models', 'a', '--prompts', 'b')).toMatchObject({ exitCode: 2 })
  expect(await verify('--models', ',')).toMatchObject({ exitCode: 2 })
  expect(await verify('--models', 'nobody has it')).toMatchObject({ exitCode: 1 })
})

function verify(...selection: readonly string[]) {
  return mlferry('verify', '--include-deleted', '--level', 'bytes', '--no-extra', ...selection)
}

function mlferry(...argv: readonly string[]) {
  const ends = ['--from', source.url, '--to', target.url]
  return runMlferry([...argv, ...ends], { cwd: dir.path, env: { XDG_STATE_HOME: dir.file('state') } })
}

async function runsOf(server: MlflowServer): Promise<string[]> {
  const { experiments } = await postToServer<{ experiments: { experiment_id: string }[] }>(
    server.url,
    'experiments/search',
    {
      max_results: 100,
    },
  )
  const experiment_ids = experiments.map(({ experiment_id }) => experiment_id)
  const { runs } = await postToServer<{ runs: { info: { run_id: string } }[] }>(server.url, 'runs/search', {
    experiment_ids,
  })
  return runs.map(({ info }) => info.run_id)
}
