import { fileURLToPath } from 'node:url'
import { readSnippets, runSnippet } from '@mlferry/test-kit'
import { expect, it } from 'vitest'
import { sagemakerServer } from './test-support/sagemaker-server.ts'
import { app, appArn, keysOf } from './test-support/settings.ts'

it('the snippet of the README runs', async () => {
  const experiments = { experiments: [{ experiment_id: '1', name: 'churn' }] }
  await using server = await sagemakerServer(app, () => ({ status: 200, body: experiments }))
  const [snippet] = await readSnippets(fileURLToPath(new URL('../README.md', import.meta.url)))
  const env = { ...keysOf('AKIA'), MLFLOW_TRACKING_URI: appArn, SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: server.url }
  expect(await runSnippet(snippet, { env })).toBe(`${server.url}/ ${JSON.stringify(experiments)}\nchurn\n`)
})
