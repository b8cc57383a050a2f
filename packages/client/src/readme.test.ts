import { fileURLToPath } from 'node:url'
import { readSnippets, runSnippet } from '@mlferry/test-kit'
import { expect, it } from 'vitest'
import { json, scriptedServer } from './test-support/scripted-server.ts'

const readme = fileURLToPath(new URL('../README.md', import.meta.url))

it('the snippet of the README runs', async () => {
  const loss = { key: 'loss', value: 1, timestamp: 1, step: 1 }
  await using server = await scriptedServer(({ url }, response) => {
    if (url.includes('/experiments/search'))
      return json(response, { experiments: [{ experiment_id: '1', name: 'churn' }] })
    if (url.includes('/runs/search')) {
      return json(response, {
        runs: [{ info: { run_id: 'r', experiment_id: '1', run_name: 'first' }, data: { metrics: [loss] } }],
      })
    }
    if (url.includes('/get-history')) return json(response, { metrics: [loss] })
    json(response, { error_code: 'RESOURCE_DOES_NOT_EXIST' }, 404)
  })
  const [snippet] = await readSnippets(readme)
  expect(await runSnippet(snippet, { env: { MLFLOW_TRACKING_URI: server.url } })).toBe('churn first loss 1\n')
})
