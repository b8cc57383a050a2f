import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { json, scriptedServer } from './test-support/scripted-server.ts'

const packageDir = fileURLToPath(new URL('..', import.meta.url))

it('the snippet of the README runs', async () => {
  await using server = await scriptedServer(({ url }, response) => {
    if (url.includes('/experiments/search'))
      return json(response, { experiments: [{ experiment_id: '1', name: 'churn' }] })
    if (url.includes('/runs/search')) {
      return json(response, {
        runs: [{ info: { run_id: 'r', run_name: 'first' }, data: { metrics: [{ key: 'loss' }] } }],
      })
    }
    if (url.includes('/get-history'))
      return json(response, { metrics: [{ key: 'loss', value: 1, timestamp: 1, step: 1 }] })
    json(response, { error_code: 'RESOURCE_DOES_NOT_EXIST' }, 404)
  })
  const readme = await readFile(`${packageDir}/README.md`, 'utf8')
  const [, snippet = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const args = ['--conditions=@mlferry/source', '--input-type=module-typescript', '--eval', snippet]
  const env = { ...process.env, MLFLOW_TRACKING_URI: server.url }
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: packageDir, env })
  expect(stdout).toBe('churn first loss 1\n')
}, 30_000)
