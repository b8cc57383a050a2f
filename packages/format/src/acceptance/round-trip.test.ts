import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { chunk, experiment, headers, readBack, run, startExport, tempDir } from '../../test/sample-export.ts'
import { writeObjects } from '../../test/write-objects.ts'
import type { Layout } from '../layout/layout.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const ownProto = new Map([
  ['__proto__', 'own'],
  ['constructor', 'x'],
  ['1', 'one'],
  ['größe/値 🚀', 'line\nbreak\t"\\ \u2028 \ud800'],
  ['empty', ''],
])
const chunks = [
  chunk('loss/val', [
    [0.1 + 0.2, 1_700_000_000_000n, 0n],
    [Number.NaN, 1_700_000_000_001n, 9_007_199_254_740_993n],
    [Number.POSITIVE_INFINITY, -1n, -9_223_372_036_854_775_808n],
    [Number.NEGATIVE_INFINITY, 9_223_372_036_854_775_807n, 3n],
    [5e-324, 0n, 4n],
    [-0, 0n, 5n],
    [2 ** 60, 0n, 6n],
    [1e300, 0n, 7n],
  ]),
  chunk('__proto__', [[1, 2n, 3n]]),
  chunk('of model', [[1, 2n, 3n]], { modelId: 'm-1' }),
  chunk('of model', [[1, 2n, 3n]], { modelId: 'm-2', dataset: { name: 'd "é', digest: 'x' } }),
]
const hard = run('child', {
  fields: {
    name: 'a "name" é',
    status: 'RUNNING',
    endTime: null,
    params: ownProto,
    tags: ownProto,
    latestMetrics: new Map([
      ['loss/val', { value: Number.NaN, timestamp: 1_700_000_000_001n, step: 9_007_199_254_740_993n }],
      ['__proto__', { value: -0, timestamp: 2n, step: 3n }],
      ['huge', { value: 2 ** 60, timestamp: 2n, step: 3n }],
    ]),
    datasetInputs: [
      {
        name: 'train',
        digest: 'abc',
        sourceType: 's3',
        source: '{"uri": "s3://b/é"}',
        schema: null,
        profile: '{}',
        tags: new Map([['mlflow.data.context', 'training']]),
      },
    ],
    extra: { workspace: 'default', big: 9_007_199_254_740_993n, nested: [{ x: null }] },
  },
  links: [
    { field: 'parent', to: { kind: 'run', id: 'parent' } },
    { field: 'root', to: { kind: 'run', id: 'parent' } },
    { field: 'modelInputs', to: { kind: 'loggedModel', id: 'm-1' } },
    { field: 'modelOutputs', to: { kind: 'loggedModel', id: 'm-2' }, data: { step: 3 } },
  ],
  origin: { id: 'first', uri: 'https://first.example' },
  chunks,
  files: {
    'model/MLmodel': 'flavors: {}\n',
    'empty.bin': '',
    'with space/é 値 %2F&=1.txt': 'text',
    'back\\slash\nline\r': 'odd',
  },
})
const objects = [
  experiment('1', {
    name: 'größe/値',
    lifecycle: 'deleted',
    tags: ownProto,
    extra: { workspace: 'default', trace_location: null },
  }),
  run('parent', { fields: { lifecycle: 'deleted' } }),
  hard,
]

test.each<Layout>(['all', 'experiments', 'experiment'])(
  'what was written reads back the same: layout %s',
  async (layout) => {
    const dir = await tempDir()
    await writeObjects(await startExport(dir, { layout }), objects)
    const source = await openExportDirectory(dir)
    expect(source.manifest).toMatchObject({ state: 'complete', layout })
    const back = [...(await headers(source, 'experiment')), ...(await headers(source, 'run'))]
    for (const [i, header] of back.entries()) expect(await readBack(source, header)).toStrictEqual(objects[i])
    expect(back).toHaveLength(objects.length)
  },
)

test('one run alone reads back the same, with its experiment', async () => {
  const dir = await tempDir()
  await writeObjects(
    await startExport(dir, { layout: 'run' }),
    [objects[0], hard].filter((each) => each !== undefined),
  )
  const source = await openExportDirectory(dir)
  expect(await headers(source, 'experiment')).toStrictEqual([objects[0]?.header])
  const [back] = await headers(source, 'run')
  expect(back && (await readBack(source, back))).toStrictEqual(hard)
})

test('sha256sum finds every file as written', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  const { stdout } = await promisify(execFile)('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
    cwd: join(dir, 'experiments/1'),
  })
  // run.json twice, experiment.json, four artifacts.
  expect(stdout.match(/: OK$/gm)).toHaveLength(7)
})

test('the stanzas that the Python tool reads are there', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  const read = async (path: string) => await readFile(join(dir, path), 'utf8')
  const text = await read('experiments/1/runs/child/run.json')
  expect(text).toMatch(/^[\n -~]*$/)
  expect(text).toContain('{"value":NaN,"timestamp":1700000000001,"step":9007199254740993}')
  expect(text).toContain('{"value":-Infinity,"timestamp":9223372036854775807,"step":3}')
  expect(JSON.parse(text.replaceAll(/NaN|-?Infinity/g, '0')).mlflow).toMatchObject({
    info: { run_id: 'child', user_id: 'ann', status: 'RUNNING', end_time: null, _start_time: '2023-11-14 22:13:20' },
    tags: { 'mlflow.parentRunId': 'parent', 'mlflow.rootRunId': 'parent' },
    inputs: { model_inputs: [], dataset_inputs: [{ tags: [{ key: 'mlflow.data.context', value: 'training' }] }] },
    outputs: { model_outputs: [{ model_id: 'm-2', step: 3 }] },
  })
  expect(JSON.parse(await read('experiments/1/experiment.json'))).toMatchObject({
    info: { num_ok_runs: 2, failed_runs: [] },
    mlflow: { runs: ['parent', 'child'], experiment: { experiment_id: '1', _last_update_time: null } },
  })
  expect(JSON.parse(await read('experiments/experiments.json')).mlflow.experiments).toEqual([
    { id: '1', name: 'größe/値', ok_runs: 2, failed_runs: 0 },
  ])
  expect(JSON.parse(await read('models/models.json')).mlflow).toEqual({ models: [] })
})

test('a child stands after its parent in the list, and without the tag where the parent is elsewhere', async () => {
  const dir = await tempDir()
  const child = run('a-child', { links: [{ field: 'parent', to: { kind: 'run', id: 'z-parent' } }] })
  const orphan = run('orphan', { links: [{ field: 'parent', to: { kind: 'run', id: 'gone' } }] })
  await writeObjects(await startExport(dir), [experiment('1'), child, orphan, run('z-parent')])
  const { mlflow } = JSON.parse(await readFile(join(dir, 'experiments/1/experiment.json'), 'utf8'))
  expect(mlflow.runs).toEqual(['z-parent', 'a-child', 'orphan'])
  const text = await readFile(join(dir, 'experiments/1/runs/orphan/run.json'), 'utf8')
  expect(JSON.parse(text).mlflow.tags).toEqual({})
  const back = await headers(await openExportDirectory(dir), 'run')
  expect(back.find(({ ref }) => ref.id === 'orphan')?.links).toEqual(orphan.header.links)
})

test('ids that are no folder names, or differ in case only, keep apart', async () => {
  const dir = await tempDir()
  const ids = ['../../x', 'Abc', 'abc', 'ABC', 'con', '.hidden', 'a/b', '', '値', 'x'.repeat(500)]
  await writeObjects(await startExport(dir), [
    ...['../e', 'E', 'e'].map((id) => experiment(id)),
    ...ids.map((id) => run(id, { in: '../e' })),
  ])
  const source = await openExportDirectory(dir)
  expect((await headers(source, 'experiment')).map(({ ref }) => ref.id).sort()).toEqual(['../e', 'E', 'e'])
  expect((await headers(source, 'run')).map(({ ref }) => ref.id).sort()).toEqual(ids.sort())
  for (const id of ids) {
    const [found] = (await Array.fromAsync(source.list('run', { ids: [id] }, new AbortController().signal))).flat()
    expect(found?.ref.id).toBe(id)
  }
})
