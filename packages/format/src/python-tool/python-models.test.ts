import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Header,
  type LoggedModelFields,
  type ModelVersionFields,
  modelVersionFingerprint,
  type Ref,
} from '@mlferry/core'
import { expect, test } from 'vitest'
import { headers, listed, readBack, tempDir, unreadable } from '../../test/sample-export.ts'
import { signal } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const fixture = fileURLToPath(new URL('../../fixtures/python-tool', import.meta.url))
const trainedBy = '7602602691334f2596fe4dc45e1ff4b8'
const trained = 'm-13c0003dbd1e4c9985fcc25cca96735f'

test('registered models of the Python tool arrive, with their versions', async () => {
  const source = await openExportDirectory(fixture)
  const [scorer, odd, ...others] = await listed(source, 'registeredModel')
  // Its tool could not take the third one, and says so.
  expect(others).toMatchObject([{ ref: { id: 'orphans' }, error: { code: 'ERR_EXPORT_LEFT_OUT' } }])
  expect(scorer).toMatchObject({
    ref: { kind: 'registeredModel', id: 'credit.scorer' },
    fields: {
      description: 'Scores *credit*',
      tags: new Map([['owner', 'risk']]),
      creationTime: 1795475800861,
      lastUpdateTime: 1795475831304,
      extra: {},
    },
  })
  expect(odd?.ref.id).toBe('no versions - odd né')
  expect(await versionsOf(source, odd?.ref)).toEqual([])
  const versions = await versionsOf(source, scorer?.ref)
  expect(versions.map(({ ref, fields }) => [ref.id, fields.stage, fields.aliases])).toEqual([
    ['credit.scorer/1', 'Archived', []],
    ['credit.scorer/3', 'None', ['champion']],
    ['credit.scorer/4', 'None', ['challenger']],
  ])
  expect(versions[1]?.fields).toMatchObject({
    version: 3,
    description: 'third version',
    source: 'models:/m-41cd0cc604e24a03bf9b9dc8038d5f15',
    artifactUri: '',
    tags: new Map([
      ['kind', 'lr'],
      ['approved', 'yes'],
    ]),
  })
  expect(versions[2]?.links).toEqual([
    { field: 'run', to: { kind: 'run', id: trainedBy } },
    { field: 'model', to: { kind: 'loggedModel', id: trained } },
  ])
  expect(await source.artifacts(versions[2] as Header, signal)).toBeUndefined()
})

test('logged models of the Python tool arrive, once each, with their files', async () => {
  const source = await openExportDirectory(fixture)
  const models = (await headers(source, 'loggedModel')) as Header<LoggedModelFields>[]
  expect(models).toHaveLength(6)
  const model = models.find(({ ref }) => ref.id === trained)
  expect(model).toMatchObject({
    scope: { kind: 'experiment', id: '1' },
    fields: {
      name: 'model',
      status: 'READY',
      artifactUri: `mlflow-artifacts:/1/models/${trained}/artifacts`,
      creationTime: 1795475819613,
      params: new Map([['C', '3']]),
      metrics: [{ key: 'acc', value: 0.93, timestamp: 1795475830281n, step: 0n, runId: trainedBy, dataset: null }],
      extra: {},
    },
    links: [{ field: 'sourceRun', to: { kind: 'run', id: trainedBy } }],
  })
  // Which versions came of it is written by each server itself.
  expect([...(model?.fields.tags.keys() ?? [])]).not.toContain('mlflow.modelVersions')
  const { files } = await readBack(source, model as Header)
  expect(Object.keys(files).sort()).toEqual([
    'MLmodel',
    'conda.yaml',
    'model.skops',
    'python_env.yaml',
    'requirements.txt',
  ])
  const pending = models.find(({ fields }) => fields.status === 'PENDING')
  expect(pending).toMatchObject({ scope: { id: '2' }, links: [] })
  expect((await readBack(source, pending as Header)).files).toEqual({})
})

test('the folder of all models, and that of one, can be read alone', async () => {
  const all = await openExportDirectory(join(fixture, 'models'))
  expect(all.layout).toBe('models')
  expect((await listed(all, 'registeredModel')).map(({ ref }) => ref.id)).toEqual([
    'credit.scorer',
    'no versions - odd né',
    'orphans',
  ])
  expect(await headers(all, 'modelVersion')).toHaveLength(3)
  expect(await headers(all, 'experiment')).toEqual([])

  const one = await openExportDirectory(join(fixture, 'models/credit.scorer'))
  expect(one.layout).toBe('model')
  expect(await headers(one, 'modelVersion')).toHaveLength(3)
  expect(await headers(one, 'experiment')).toMatchObject([
    { ref: { id: '1' }, fields: { name: 'fraud/detection é 模型' } },
  ])
  expect(await headers(one, 'run')).toHaveLength(3)
  expect(await headers(one, 'loggedModel')).toHaveLength(3)
  expect(await headers(one, 'run')).toEqual(
    expect.arrayContaining([expect.objectContaining({ ref: { kind: 'run', id: trainedBy } })]),
  )
})

test('a version exported alone arrives, with its run and its experiment', async () => {
  const dir = await tempDir()
  const version = {
    name: 'm',
    version: 3,
    source: 's3://b/1/r/artifacts/model',
    run_id: 'r',
    current_stage: null,
    tags: {},
  }
  await add(dir, 'model.json', { mlflow: { registered_model: { name: 'm' } } })
  await add(dir, 'version.json', { mlflow: { model_version: version } })
  await add(dir, 'experiment.json', {
    mlflow: { experiment: { experiment_id: '9', name: 'nine', tags: [{ key: 'a', value: 'b' }] } },
  })
  await add(dir, 'run/run.json', {
    mlflow: { info: { run_id: 'r', status: 'FINISHED', experiment_id: '9', artifact_uri: 's3://b/1/r/artifacts' } },
  })
  const source = await openExportDirectory(dir)
  expect(await headers(source, 'experiment')).toMatchObject([{ ref: { id: '9' }, fields: { name: 'nine' } }])
  expect(await headers(source, 'run')).toMatchObject([{ ref: { id: 'r' } }])
  expect(await versionsOf(source, undefined)).toMatchObject([
    {
      ref: { id: 'm/3' },
      fields: { version: 3, stage: 'None', artifactUri: '' },
      links: [{ field: 'run' }, { field: 'files', to: { kind: 'run', id: 'r' }, data: { path: 'model' } }],
    },
  ])
})

test('older and odd forms of model.json arrive', async () => {
  const dir = await exportOf({
    odd: {
      name: 'odd',
      tags: { team: 'risk', 'mlferry.source.id': 'x' },
      description: null,
      aliases: [
        { alias: 'b', version: '10' },
        { alias: 'a', version: 10 },
      ],
      latest_versions: [
        version('10', {
          aliases: ['c', 'a'],
          tags: [{ key: 'k', value: null }],
          metrics: null,
          deployment_job_state: 'None',
        }),
        version(2, { run_id: 'r', source: 'x:/1/r/artifacts/a/b/', _run_artifact_uri: 'x:/1/r/artifacts' }),
        version('1', {
          run_id: 'r',
          source: 'x:/1/r/artifacts',
          deployment_job_state: { state: 'none' },
          user_id: null,
        }),
        version('3', { run_id: 'r', source: 'x:/1/r/artifacts-2/a' }),
        version('4', { run_id: null, source: 'runs:/other/deep/model' }),
        version('5', { run_id: '', source: 'models:/other/7' }),
        version('6', { source: 's3://b/x', model_id: 'm-5' }),
      ],
    },
    bare: { name: 'bare' },
    pairs: { name: 'pairs', aliases: { top: '1' }, versions: [version(1, {})] },
  })
  await addRun(dir, { artifact_uri: 'x:/1/r/artifacts' })
  const source = await openExportDirectory(dir)
  const models = await headers(source, 'registeredModel')
  expect(models.map(({ ref }) => ref.id)).toEqual(['odd', 'bare', 'pairs'])
  expect(models[0]?.fields).toMatchObject({ description: '', tags: new Map([['team', 'risk']]) })
  expect(await versionsOf(source, models[1]?.ref)).toEqual([])
  expect(await versionsOf(source, models[2]?.ref)).toMatchObject([{ fields: { aliases: ['top'] } }])
  const versions = await versionsOf(source, models[0]?.ref)
  expect(
    versions.map(({ fields, links }) => [
      fields.version,
      ...links.map(({ field, to, data }) => [field, to.id, data?.path]),
    ]),
  ).toEqual([
    [1, ['run', 'r', undefined], ['files', 'r', '']],
    [2, ['run', 'r', undefined], ['files', 'r', 'a/b']],
    [3, ['run', 'r', undefined]],
    [4, ['files', 'other', 'deep/model']],
    [5],
    [6, ['model', 'm-5', undefined]],
    [10],
  ])
  expect(versions[6]?.fields).toMatchObject({ aliases: ['a', 'b', 'c'], tags: new Map([['k', '']]) })
  expect(versions[2]?.fields.artifactUri).toBe('x:/1/r/artifacts-2/a')
  for (const { fields, links, fingerprint } of versions)
    expect(fingerprint).toBe(modelVersionFingerprint(fields, links))
})

test('prompts, which are registered models too, are left out', async () => {
  const tags = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }]
  const dir = await exportOf({ p: { name: 'p', tags, versions: [version(1, {})] }, m: { name: 'm', versions: [] } })
  const source = await openExportDirectory(dir)
  expect((await headers(source, 'registeredModel')).map(({ ref }) => ref.id)).toEqual(['m'])
  expect(await headers(source, 'modelVersion')).toEqual([])
})

test('a version has the files of version_models only where the export lacks what it refers to', async () => {
  const dir = await exportOf({
    m: {
      name: 'm',
      versions: [
        version(1, { run_id: 'r', source: 'x:/1/r/artifacts/model', _run_artifact_uri: 'x:/1/r/artifacts' }),
        version(2, { run_id: 'gone', source: 'x:/1/gone/artifacts/model', _run_artifact_uri: 'x:/1/gone/artifacts' }),
        version(3, { run_id: '', source: 's3://b/x' }),
        version(4, { run_id: '', source: 's3://b/y' }),
      ],
    },
  })
  await addRun(dir, {})
  for (const number of [1, 2, 3]) await add(dir, `models/m/version_models/${number}/MLmodel`, {})
  const source = await openExportDirectory(dir)
  const files = await Promise.all(
    (await headers(source, 'modelVersion')).map(async (header) => Object.keys((await readBack(source, header)).files)),
  )
  expect(files).toEqual([[], ['MLmodel'], ['MLmodel'], []])
})

test('a NaN that MLflow kept as 0 in a logged model is one again, where its run tells', async () => {
  const dir = await exportOf({})
  const point = (key: string, step: number) => ({ key, value: 0, timestamp: 5, step, model_id: 'm', run_id: 'r' })
  const metrics = [point('lost', 1), point('zero', 1), point('both', 1), { ...point('far', 1), run_id: 'gone' }]
  const mlflow = {
    model_id: 'm',
    name: 'x',
    status: 'LOGGED_MODEL_UPLOAD_FAILED',
    source_run_id: null,
    tags: {},
    metrics,
  }
  await add(dir, 'experiments/1/logged_models/m/logged_model.json', { mlflow })
  await addRun(
    dir,
    {},
    '{"lost":[{"value":NaN,"timestamp":5,"step":1}],"zero":[{"value":0,"timestamp":5,"step":1},{"value":NaN,"timestamp":5,"step":2}],"both":[{"value":NaN,"timestamp":5,"step":1},{"value":0,"timestamp":5,"step":1}]}',
  )
  const source = await openExportDirectory(dir)
  const [model] = (await headers(source, 'loggedModel')) as Header<LoggedModelFields>[]
  expect(model?.fields.metrics.map(({ key, value }) => [key, value])).toEqual([
    ['lost', Number.NaN],
    ['zero', 0],
    ['both', 0],
    ['far', 0],
  ])
  expect(model).toMatchObject({ fields: { status: 'FAILED' }, links: [] })
})

test('what is damaged is named, and its neighbours go on', async () => {
  const dir = await tempDir()
  await cp(fixture, dir, { recursive: true })
  const models = join(dir, 'experiments/1/logged_models')
  await writeFile(join(models, trained, 'logged_model.json'), '{ "cut')
  await rm(join(models, 'm-41cd0cc604e24a03bf9b9dc8038d5f15'), { recursive: true })
  await writeFile(join(dir, 'models/credit.scorer/model.json'), '{ "cut')
  await add(dir, 'models/models.json', {
    mlflow: { models: ['credit.scorer', 'gone', '../../x', 'no versions - odd né'] },
  })
  const source = await openExportDirectory(dir)
  expect(await unreadable(source, 'loggedModel')).toMatchObject([
    { ref: { id: trained }, scope: { id: '1' }, error: { code: 'ERR_EXPORT_INVALID' } },
    { ref: { id: 'm-41cd0cc604e24a03bf9b9dc8038d5f15' }, error: { code: 'ERR_EXPORT_FILE_MISSING' } },
  ])
  expect(await listed(source, 'loggedModel')).toHaveLength(6)
  expect(await listed(source, 'registeredModel')).toMatchObject([
    { error: { code: 'ERR_EXPORT_INVALID', message: expect.stringContaining('models/credit.scorer/model.json') } },
    { ref: { id: 'gone' }, error: { code: 'ERR_EXPORT_FILE_MISSING' } },
    { ref: { id: '../../x' }, error: { code: 'ERR_UNSAFE_PATH' } },
    { ref: { id: 'no versions - odd né' }, fields: { description: 'd' } },
  ])
})

test.each<[string, object, string]>([
  ['a version without a number', { version: 'latest' }, '/mlflow/registered_model/versions/0/version'],
  [
    'a tag that is no text',
    { version: 1, tags: { a: 1 } },
    '/mlflow/registered_model/versions/0/tags/a must be string',
  ],
  ['an alias that is no text', { version: 1, aliases: [1] }, '/mlflow/registered_model/versions/0/aliases/0'],
])('%s makes a model unreadable', async (_, each, message) => {
  const source = await openExportDirectory(await exportOf({ m: { name: 'm', versions: [each] } }))
  expect(await unreadable(source, 'registeredModel')).toMatchObject([
    { ref: { id: 'm' }, error: { code: 'ERR_EXPORT_INVALID', message: expect.stringContaining(message) } },
  ])
})

test('a version that is there twice is unreadable the second time', async () => {
  const dir = await exportOf({ m: { name: 'm', versions: [version('1', {}), version(1, {})] }, n: { name: 'm' } })
  const source = await openExportDirectory(dir)
  expect(await unreadable(source, 'modelVersion')).toMatchObject([
    { ref: { id: 'm/1' }, scope: { kind: 'registeredModel', id: 'm' }, error: { code: 'ERR_EXPORT_DUPLICATE' } },
  ])
  expect(await unreadable(source, 'registeredModel')).toMatchObject([
    { ref: { id: 'n' }, error: { code: 'ERR_EXPORT_DUPLICATE' } },
  ])
})

async function versionsOf(source: Parameters<typeof headers>[0], scope: Ref | undefined) {
  const pages = await Array.fromAsync(source.list('modelVersion', scope ? { scopes: [scope] } : {}, signal))
  return pages.flat() as Header<ModelVersionFields>[]
}

function version(number: number | string, members: object) {
  return { name: 'x', version: number, current_stage: 'None', tags: {}, source: 's3://b/own', run_id: null, ...members }
}

/** An export of the Python tool with one experiment, 1, and these models by folder. */
async function exportOf(models: Readonly<Record<string, object>>): Promise<string> {
  const dir = await tempDir()
  await add(dir, 'experiments/experiments.json', { mlflow: { experiments: [{ id: '1', name: 'one' }] } })
  await add(dir, 'experiments/1/experiment.json', {
    info: { failed_runs: [] },
    mlflow: { experiment: { experiment_id: '1', name: 'one', tags: {} } },
  })
  await add(dir, 'models/models.json', { mlflow: { models: Object.keys(models) } })
  for (const [folder, model] of Object.entries(models)) {
    await add(dir, `models/${folder}/model.json`, { mlflow: { registered_model: model } })
  }
  return dir
}

/** The run `r` of that experiment. */
async function addRun(dir: string, info: object, metrics = '{}'): Promise<void> {
  const path = join(dir, 'experiments/1/runs/r/run.json')
  await mkdir(dirname(path), { recursive: true })
  const head = JSON.stringify({ run_id: 'r', status: 'FINISHED', ...info })
  await writeFile(path, `{"mlflow":{"info":${head},"metrics":${metrics}}}`)
}

async function add(dir: string, path: string, value: unknown): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true })
  await writeFile(join(dir, path), JSON.stringify(value))
}

test('logged models exported alone by the Python tool arrive, one and many', async () => {
  const models = join(fixture, 'experiments/1/logged_models')
  const many = await openExportDirectory(models)
  expect(many.layout).toBe('logged-models')
  const listed = await headers(many, 'loggedModel')
  expect(listed.map(({ ref }) => ref.id)).toContain(trained)
  expect(await headers(many, 'experiment')).toMatchObject([
    { ref: { id: '1' }, fields: { name: 'fraud/detection é 模型' } },
  ])

  const one = await openExportDirectory(join(models, trained))
  expect(one.layout).toBe('logged-model')
  const [model] = await headers(one, 'loggedModel')
  expect(model).toMatchObject({ ref: { id: trained }, scope: { id: '1' } })
  expect(Object.keys((await readBack(one, model as Header)).files)).toContain('MLmodel')
})
