import {
  dumpServer,
  fillSampleModels,
  loadModels,
  type MlflowServer,
  runPythonTool,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const name = 'credit scorer'
/** The commands of another version of the Python tool than its last release. */
const { MLFERRY_TEST_PYTHON_TOOL: bin } = process.env

let dir: TempDir
let source: MlflowServer

// The tool takes the source of a version only where that is a folder on its own disk, with the word artifacts in it once.
beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer({ version: '2.16.2', serveArtifacts: false, artifactRoot: dir.file('store') })
  await fillSampleModels(source)
})

afterAll(async () => {
  await source?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('one model that the Python tool exported arrives under a new name, in one experiment, and predicts as before', async () => {
  await using target = await startMlflowServer()
  const options = ['--model', name, '--versions', '3,4,6', '--output-dir', dir.file('theirs')]
  await runPythonTool('export-model', options, { server: source, bin })

  const into = ['--to', target.url, '--model', 'arrived', '--experiment-name', 'one']
  await mlferry(['import-model', '--input-dir', 'theirs', ...into])

  const { modelVersions = [], registeredModels = [], runs } = await dumpServer(target, { artifacts: 'none' })
  expect(modelVersions.map((version) => `${version.name}/${version.version}`).sort()).toEqual([
    'arrived/3',
    'arrived/4',
    'arrived/6',
  ])
  expect(registeredModels).toMatchObject([{ name: 'arrived', aliases: { champion: '3' } }])
  expect(new Set(runs.map(({ experiment }) => experiment))).toEqual(new Set(['one']))
  const before = await loadModels(source, { names: [name] })
  const after = await loadModels(target, { names: ['arrived'] })
  expect(Object.keys(after)).toEqual(
    expect.arrayContaining(['arrived/3', 'arrived/4', 'arrived/6', 'arrived@champion']),
  )
  for (const [reference, predicted] of Object.entries(after)) {
    expect({ reference, predicted }).toEqual({ reference, predicted: before[reference.replace('arrived', name)] })
  }
  const again = await mlferry(['import-model', '--input-dir', 'theirs', ...into])
  expect(again.kinds).toMatchObject({ modelVersion: { unchanged: 3 }, run: { created: 0, updated: 0 } })
})

test('one model that mlferry exported is imported by the Python tool, and predicts as before', async () => {
  await using target = await startMlflowServer({ serveArtifacts: false, artifactRoot: dir.file('other store') })
  await mlferry(['export-model', '--from', source.url, '--model', name, '--versions', '4', '--output-dir', 'ours'])

  const into = ['--input-dir', dir.file('ours'), '--model', 'arrived', '--experiment-name', 'one']
  await runPythonTool('import-model', into, { server: target, bin })

  const before = await loadModels(source, { names: [name] })
  // It numbers them anew.
  expect(await loadModels(target, { names: ['arrived'] })).toEqual({ 'arrived/1': before[`${name}/4`] })
})

async function mlferry(argv: readonly string[]) {
  const { exitCode, stdout, stderr } = await runMlferry([...argv, '--json'], { cwd: dir.path })
  expect(exitCode, stdout + stderr).toBe(0)
  return JSON.parse(stdout)
}
