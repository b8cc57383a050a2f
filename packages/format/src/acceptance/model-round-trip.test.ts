import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { experiment, headers, readBack, run, startExport, tempDir } from '../../test/sample-export.ts'
import { filesLink, loggedModel, modelLink, modelVersion, registeredModel, runLink } from '../../test/sample-models.ts'
import { type ObjectToWrite, signal, writeObjects } from '../../test/write-objects.ts'
import type { Layout } from '../layout/layout.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const texts = new Map([
  ['__proto__', 'own'],
  ['größe/値', 'line\nbreak "\\ \ud800'],
  ['empty', ''],
])
const hardModel = loggedModel('m-1', {
  fields: {
    name: 'a "name" é',
    modelType: 'agent',
    status: 'FAILED',
    statusMessage: 'cut',
    params: texts,
    tags: texts,
    metrics: [
      { key: 'acc', value: Number.NaN, timestamp: 1n, step: 9_007_199_254_740_993n, runId: 'one', dataset: null },
      { key: 'acc', value: -0, timestamp: 2n, step: 3n, runId: 'two', dataset: { name: 'd é', digest: 'x' } },
      { key: '__proto__', value: 2 ** 60, timestamp: -1n, step: -7n, runId: 'one', dataset: null },
    ],
    extra: { big: 9_007_199_254_740_993n },
  },
  links: [runLink('sourceRun', 'one')],
  files: { MLmodel: 'flavors: {}\n', 'data/with space é.bin': '' },
})
const files = { MLmodel: 'flavors: {}\n', 'code/é.py': 'x', 'empty.bin': '' }
const uri = 'mlflow-artifacts:/1/one/artifacts'
const objects = [
  experiment('1', { name: 'churn é' }),
  run('one'),
  hardModel,
  loggedModel('m-2', { fields: { status: 'PENDING' } }),
  registeredModel('credit', { description: 'd é', tags: texts, extra: { user_id: 'ann' } }),
  modelVersion('credit', 1, {
    links: [runLink('run', 'one'), modelLink('m-1')],
    settled: true,
    fields: {
      source: 'models:/m-1',
      artifactUri: '',
      stage: 'Archived',
      aliases: ['champion', 'old'],
      tags: texts,
    },
  }),
  modelVersion('credit', 3, {
    links: [runLink('run', 'one'), filesLink('one', 'sub/model')],
    settled: true,
    fields: {
      source: `${uri}/sub/model`,
      artifactUri: '',
      description: 'third é',
      runLink: 'http://x',
      userId: 'bob',
      status: 'READY',
    },
  }),
  modelVersion('credit', 12, { files, fields: { aliases: ['challenger'], extra: { workspace: 'default' } } }),
  modelVersion('credit', 7, {
    links: [runLink('run', 'gone'), filesLink('gone', 'model')],
    files,
    fields: { source: 'runs:/gone/model' },
  }),
]
const ofExperiments = objects.filter(({ header }) => !/registered|Version/.test(header.ref.kind))
const kinds = ['experiment', 'run', 'loggedModel', 'registeredModel', 'modelVersion']

test.each<[Layout, readonly ObjectToWrite[]]>([
  ['all', objects],
  ['models', objects],
  ['model', objects],
  ['experiments', ofExperiments],
  ['experiment', ofExperiments],
])('models read back the same: layout %s', async (layout, sample) => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir, { layout }), sample)
  const source = await openExportDirectory(dir)
  const capabilities = await source.capabilities()
  const back: ObjectToWrite[] = []
  for (const kind of kinds) {
    for (const header of await headers(source, kind)) back.push(await readBack(source, header))
    expect(capabilities.kind(kind) !== undefined).toBe(sample.some(({ header }) => header.ref.kind === kind))
  }
  // Versions come in the order of their numbers.
  const expected = sample.toSorted(
    (a, b) => Number(a.header.ref.id === 'credit/12') - Number(b.header.ref.id === 'credit/12'),
  )
  expect(back).toStrictEqual(expected.map(({ settled: _, ...object }) => object))
})

test('a version has files of its own only where nothing in the directory holds them', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  const source = await openExportDirectory(dir)
  const own = new Map<number, boolean>()
  for (const header of await headers(source, 'modelVersion')) {
    own.set((header.fields as { version: number }).version, (await source.artifacts(header, signal)) !== undefined)
  }
  expect([...own]).toEqual([
    [1, false],
    [3, false],
    [7, true],
    [12, true],
  ])
  expect((await readdir(join(dir, 'models/credit/version_models'))).sort()).toEqual(['12', '7'])
})

test('sha256sum finds every file as written, in every folder with a journal', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  const verified = async (folder: string) => {
    const check = await promisify(execFile)('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: join(dir, folder),
    })
    return check.stdout.match(/: OK$/gm)?.length
  }
  // model.json and three files of two versions each.
  expect(await verified('models/credit')).toBe(7)
  // experiment.json, the index, one run, two logged models, two files.
  expect(await verified('experiments/1')).toBe(7)
})

test('what the importer of the Python tool reads is there', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), objects)
  const read = async (path: string) => await readFile(join(dir, path), 'utf8')
  expect(JSON.parse(await read('models/models.json'))).toMatchObject({
    info: { num_ok_models: 1, failed_models: [] },
    mlflow: { models: ['credit'] },
  })
  const text = await read('models/credit/model.json')
  expect(text).toMatch(/^[\n -~]*$/)
  const { registered_model: model } = JSON.parse(text).mlflow
  expect(model).toMatchObject({
    name: 'credit',
    description: 'd é',
    tags: [{ key: '__proto__', value: 'own' }, { key: 'größe/値' }, { key: 'empty', value: '' }],
    aliases: [
      { alias: 'champion', version: '1' },
      { alias: 'old', version: '1' },
      { alias: 'challenger', version: '12' },
    ],
  })
  expect(model.versions.map(({ version }: { version: string }) => version)).toEqual(['1', '3', '7', '12'])
  expect(model.versions[0]).toMatchObject({
    source: 'models:/m-1',
    run_id: 'one',
    current_stage: 'Archived',
    tags: { empty: '' },
    aliases: ['champion', 'old'],
    _experiment_name: 'churn é',
    _creation_timestamp: '2023-11-14 22:13:20',
  })
  expect(model.versions[1]).toMatchObject({ _run_artifact_uri: uri, _experiment_name: 'churn é' })
  expect(model.versions[2]).toMatchObject({ run_id: 'gone', _experiment_name: '' })
  const ofModel = JSON.parse(
    (await read('experiments/1/logged_models/m-1/logged_model.json')).replace('NaN', '0'),
  ).mlflow
  expect(ofModel).toMatchObject({
    name: 'a "name" é',
    model_type: 'agent',
    source_run_id: 'one',
    status: 'FAILED',
    tags: { empty: '' },
    params: { empty: '' },
    metrics: [{ key: 'acc', timestamp: 1, model_id: 'm-1', dataset_name: null, run_id: 'one' }, {}, {}],
  })
  expect(JSON.parse(await read('experiments/1/logged_models/logged_models.json'))).toMatchObject({
    info: { num_ok_logged_models: 2 },
    mlflow: { experiments: [{ id: '1', name: 'churn é', logged_models: ['m-1', 'm-2'] }] },
  })
  expect(JSON.parse(await read('experiments/1/experiment.json'))).toMatchObject({
    info: { ok_logged_models: 2, failed_logged_models: 0 },
    mlflow: { logged_models: ['m-1', 'm-2'] },
  })
})

test('names that are no folder names, or differ in case only, keep apart', async () => {
  const dir = await tempDir()
  const names = [
    'a/../b',
    '../../x',
    'no versions - odd né',
    'Abc',
    'abc',
    'ABC',
    'models.json',
    '.x',
    'con',
    '値/1',
    'experiments',
  ]
  for (const layout of ['all', 'models'] as const) {
    const out = join(dir, layout)
    const sample = names.flatMap((name) => [registeredModel(name), modelVersion(name, 2, { files: { MLmodel: name } })])
    await writeObjects(await startExport(out, { layout }), sample)
    const source = await openExportDirectory(out)
    expect((await headers(source, 'registeredModel')).map(({ ref }) => ref.id).sort()).toEqual(names.toSorted())
    for (const name of names) {
      const scope = { kind: 'registeredModel', id: name }
      const [version] = (await Array.fromAsync(source.list('modelVersion', { scopes: [scope] }, signal))).flat()
      const [byId] = (await Array.fromAsync(source.list('modelVersion', { ids: [`${name}/2`] }, signal))).flat()
      expect(version?.ref).toEqual({ kind: 'modelVersion', id: `${name}/2` })
      expect(byId).toEqual(version)
      expect((await readBack(source, version as (typeof objects)[0]['header'])).files).toEqual({ MLmodel: name })
    }
  }
})

test('a model alone takes no second one', async () => {
  const target = await startExport(await tempDir(), { layout: 'model' })
  await writeObjects(target, [registeredModel('one')])
  const refused = writeObjects(target, [registeredModel('two')])
  await expect(refused).rejects.toMatchObject({ code: 'ERR_EXPORT_LAYOUT' })
})
