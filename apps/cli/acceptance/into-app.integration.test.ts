import type { CopyResult } from '@mlferry/cli-kit'
import {
  compareServers,
  fillSampleModels,
  loadModels,
  startAppStandIn,
  startMlflowServer,
  tempDir,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

test('a server moves into a SageMaker App by its ARN, and its models load there', async () => {
  await using left = await startMlflowServer()
  await using app = await startAppStandIn()
  await using dir = await tempDir()
  await fillSampleModels(left)

  const exported = await mlferry(['export-all', '--output-dir', 'out', '--export-deleted-runs'], {
    MLFLOW_TRACKING_URI: left.url,
  })
  const imported = await mlferry(['import-all', '--input-dir', 'out'], { ...app.env, MLFLOW_TRACKING_URI: app.url })

  expect(exported).toMatchObject({ exitCode: 0, objects: [] })
  expect(imported).toMatchObject({ exitCode: 0, objects: [], unsettled: [] })
  expect(app.requests.filter(({ refusal }) => refusal)).toEqual([])
  expect(await compareServers(left, app, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
  expect(await loadModels(app, { names: ['credit scorer'] })).toEqual(
    await loadModels(left, { names: ['credit scorer'] }),
  )
  const again = await mlferry(['import-all', '--input-dir', 'out'], { ...app.env, MLFLOW_TRACKING_URI: app.url })
  for (const counts of Object.values(again.kinds)) expect(counts).toMatchObject({ created: 0, updated: 0, failed: 0 })

  async function mlferry(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<CopyResult> {
    const { stdout } = await runMlferry([...argv, '--json'], { cwd: dir.path, env })
    return JSON.parse(stdout)
  }
})
