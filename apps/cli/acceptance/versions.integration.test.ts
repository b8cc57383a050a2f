import {
  compareDumps,
  type Difference,
  dumpServer,
  fillSampleData,
  type MlflowServer,
  mlflowAtLeast,
  mlflowVersionsUnderTest,
  newestMlflow,
  type ServerDump,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const targets = [newestMlflow, '2.16.2']

describe.each(mlflowVersionsUnderTest())('MLflow %s', (version) => {
  let dir: TempDir
  let source: MlflowServer
  let before: ServerDump

  beforeAll(async () => {
    dir = await tempDir()
    source = await startMlflowServer({ version })
    await fillSampleData(source)
    before = await dumpServer(source)
  })

  afterAll(async () => {
    await source?.close()
    await dir?.[Symbol.asyncDispose]()
  })

  test('is exported', async () => {
    const argv = ['export', 'all', '--from', source.url, '--output-dir', 'out', '--include-deleted']
    const { exitCode, stdout } = await runMlferry(argv, { cwd: dir.path })
    expect(exitCode, stdout).toBe(0)
  })

  test.each(targets)('goes to MLflow %s through a directory', async (targetVersion) => {
    await using target = await startMlflowServer({ version: targetVersion })
    const argv = ['import', 'all', '--to', target.url, '--input-dir', 'out', '--json']
    const { exitCode, stdout } = await runMlferry(argv, { cwd: dir.path })
    console.log(version, targetVersion, exitCode, stdout)
    console.log(compareDumps(before, await dumpServer(target)))
  })
})
