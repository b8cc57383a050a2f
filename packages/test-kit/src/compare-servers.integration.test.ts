import { expect, test } from 'vitest'
import { compareServers } from './compare-servers.ts'
import { fillSampleData } from './fill-sample-data.ts'
import { type MlflowServer, startMlflowServer } from './mlflow-server.ts'

test('two MLflow versions with the same data differ exactly where one was changed', async () => {
  const [started, alsoStarted] = await Promise.all([startMlflowServer({ version: '2.16.2' }), startMlflowServer()])
  await using left = started
  await using right = alsoStarted
  const [older] = await Promise.all([fillSampleData(left), fillSampleData(right)])
  expect(older.refused.map(({ what }) => what)).toContain("the artifact 'code%41.txt'")

  const search = { experiment_ids: ['0', '1', '3', '4', '5'], max_results: 1000 }
  const { runs } = JSON.parse(await post(right, 'runs/search', search))
  const id = (name: string) =>
    runs.find((run: { info: Record<string, string> }) => run.info.run_name === name).info.run_id
  const hard = id('hard values')
  await post(right, 'runs/log-metric', { run_id: hard, key: 'mixed', value: 'NaN', timestamp: 1, step: 2 })
  await post(right, 'runs/set-tag', { run_id: id('long values'), key: 'größe 価格', value: 'changed' })
  await post(right, 'runs/update', { run_id: id('killed run'), status: 'KILLED', end_time: 1615010767091 })
  await post(right, 'runs/log-parameter', { run_id: id('level 3'), key: 'new', value: '' })
  await post(right, 'runs/delete', { run_id: id('run in Default') })
  await post(right, 'experiments/create', { name: 'one more' })
  const file = `5/${id('hard names')}/artifacts/.hidden/.file`
  await fetch(`${right.url}/api/2.0/mlflow-artifacts/artifacts/${file}`, { method: 'PUT', body: 'one byte' })

  const differences = await compareServers(left, right, {
    pairBy: 'name-and-start-time',
    // What 2.16.2 cannot hold or send back.
    ignoreTags: ['as long as allowed'],
    ignoreArtifacts: ['価格', 'e\u0301'],
  })
  expect(differences.map(({ problem, name, field }) => `${problem} ${name} ${field}`).toSorted()).toEqual([
    expect.stringMatching(/^differs Default .* lifecycle$/),
    expect.stringMatching(/^differs artifacts \/ hard names .* artifacts\.\.hidden\/\.file$/),
    expect.stringMatching(/^differs metrics \/ hard values .* metrics\.mixed$/),
    expect.stringMatching(/^differs params & tags \/ long values .* tags\.größe 価格$/),
    expect.stringMatching(/^differs team\/churn model \/ killed run .* endTime$/),
    expect.stringMatching(/^differs team\/churn model \/ level 3 .* params\.new$/),
    'extra one more undefined',
  ])
  expect(differences.find(({ field }) => field === 'metrics.mixed')).toMatchObject({
    left: [],
    right: ['step 2 at 1: nan'],
  })
})

async function post(server: MlflowServer, path: string, body: object): Promise<string> {
  const reply = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await reply.text()
  expect(text).not.toContain('error_code')
  return text
}
