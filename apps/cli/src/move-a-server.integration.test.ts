import { readFile } from 'node:fs/promises'
import { fillSampleData, type MlflowServer, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

let source: MlflowServer

beforeAll(async () => {
  source = await startMlflowServer()
  await fillSampleData(source)
})

afterAll(() => source?.close())

test('export-all and import-all move a server; the second import writes nothing', async () => {
  await using dir = await tempDir()
  await using target = await startMlflowServer()
  const at = (url: string) => ({ cwd: dir.path, env: { MLFLOW_TRACKING_URI: url.replace('127.0.0.1', 'localhost') } })

  const exported = await runMlferry(['export-all', '--output-dir', 'mlflow-export'], at(source.url))
  expect(exported, exported.stderr).toMatchObject({ exitCode: 0 })
  expect(exported.stderr).toMatch(/^From {2}http:\/\/localhost:\d+ \(MLflow .*\)\nTo {4}\/.*mlflow-export\n/)

  const importAll = ['import-all', '--input-dir', 'mlflow-export', '--import-source-tags', 'true']
  const imported = await runMlferry(importAll, at(target.url))
  expect(imported, imported.stdout + imported.stderr).toMatchObject({ exitCode: 0 })

  await using proxy = await startProxy(target.url)
  const again = await runMlferry([...importAll, '--json'], at(proxy.url))
  expect(again, again.stderr).toMatchObject({ exitCode: 0 })
  expect(proxy.writes()).toEqual([])
  const { kinds, idMapFile } = JSON.parse(again.stdout)
  expect(kinds.run).toMatchObject({ created: 0, updated: 0, failed: 0 })
  const ids = (await readFile(idMapFile, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(ids).toHaveLength(kinds.run.unchanged + kinds.experiment.unchanged)
})

test('one experiment goes by its parts: exported, renamed, one run alone', async () => {
  await using dir = await tempDir()
  await using target = await startMlflowServer()
  const options = {
    cwd: dir.path,
    env: { MLFERRY_FROM_MLFLOW_TRACKING_URI: source.url, MLFERRY_TO_MLFLOW_TRACKING_URI: target.url },
  }
  const mlferry = async (...argv: string[]) => {
    const result = await runMlferry([...argv, '--json'], options)
    expect(result, result.stdout + result.stderr).toMatchObject({ exitCode: 0 })
    return JSON.parse(result.stdout)
  }

  const exported = await mlferry('export-experiment', '--experiment', '1', '--output-dir', 'one')
  await mlferry('import-experiment', '--input-dir', 'one', '--experiment-name', 'one again')
  const [first] = (await readFile(exported.idMapFile, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'run')
  await mlferry('export-run', '--run-id', first.source, '--output-dir', 'run')
  const imported = await mlferry('import-run', '--input-dir', 'run', '--experiment-name', 'picked')
  const copied = await mlferry('copy-run', '--run-id', first.source, '--experiment-name', 'picked')

  expect(imported.kinds.run).toMatchObject({ created: 1 })
  expect(copied.kinds.run).toMatchObject({ created: 0 })
})
