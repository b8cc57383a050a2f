import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { writeEveryKind } from '../test/every-kind.ts'
import { chunk, experiment, run, startExport, tempDir } from '../test/sample-export.ts'
import { signal, writeObjects } from '../test/write-objects.ts'
import { validateExport } from './validate-export.ts'

test('of an export of the Python tool all is read, and the model that it could not take is named', async () => {
  const dir = fileURLToPath(new URL('../fixtures/python-tool', import.meta.url))
  const { problems, ...counts } = await validateExport(dir, { signal })
  expect(problems).toMatchObject([
    { ref: { kind: 'registeredModel', id: 'orphans' }, error: { code: 'ERR_EXPORT_LEFT_OUT' } },
  ])
  expect(counts).toMatchObject({
    experiments: 4,
    runs: 16,
    loggedModels: 6,
    registeredModels: 2,
    modelVersions: 3,
    prompts: 1,
    promptVersions: 2,
    evaluationDatasets: 1,
    traces: 7,
    files: 25,
  })
})

test('an index that changed is named, and so are the checksums themselves', async () => {
  const dir = await tempDir()
  await writeEveryKind(dir)
  const indexes = [
    'SHA256SUMS',
    'evaluation_datasets/SHA256SUMS',
    'evaluation_datasets/evaluation_datasets_summary.json',
    'experiments/1/SHA256SUMS',
    'experiments/2/SHA256SUMS',
    'experiments/experiments.json',
    'manifest.json',
    'mlferry-export.json',
    'models/a/SHA256SUMS',
    'models/models.json',
    'prompts/SHA256SUMS',
    'prompts/prompts_summary.json',
  ]
  await appendFile(join(dir, 'experiments/1/logged_models/logged_models.json'), ' ')
  const manifest = await readFile(join(dir, 'mlferry-export.json'), 'utf8')
  await writeFile(join(dir, 'mlferry-export.json'), manifest.replace(/"createdAt": \d/, '"createdAt": 9'))
  for (const path of indexes) if (path !== 'mlferry-export.json') await appendFile(join(dir, path), '\n')
  const { problems } = await validateExport(dir, { signal })
  const named = [...indexes, 'experiments/1/logged_models/logged_models.json'].sort()
  expect(problems.map(({ ref }) => ref.id).sort()).toEqual(named)
  expect(new Set(problems.map(({ error }) => error.code))).toEqual(new Set(['ERR_CHECKSUM']))
})

test('a file that changed is named, and the others are read', async () => {
  const dir = await tempDir()
  const sample = { chunks: [chunk('loss', [[1, 2n, 3n]])], files: { 'a.txt': 'hello', 'b.txt': 'you' } }
  await writeObjects(await startExport(dir), [experiment('1'), run('one', sample), run('two', sample)])
  const none = {
    loggedModels: 0,
    registeredModels: 0,
    modelVersions: 0,
    prompts: 0,
    promptVersions: 0,
    evaluationDatasets: 0,
  }
  const whole = { experiments: 1, runs: 2, ...none, points: 2, files: 4, bytes: 16, problems: [] }
  expect(await validateExport(dir, { signal })).toMatchObject(whole)
  await writeFile(join(dir, 'experiments/1/runs/one/artifacts/b.txt'), 'YOU')
  const { problems } = await validateExport(dir, { signal })
  expect(problems).toMatchObject([{ ref: { kind: 'run', id: 'one' }, error: { code: 'ERR_CHECKSUM' } }])
})
