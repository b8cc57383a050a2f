import { fileURLToPath } from 'node:url'
import { type Header, isUnreadable, type MetricChunk, type RunFields, type RunHeader } from '@mlferry/core'
import { expect, test } from 'vitest'
import type { DirectorySource } from '../directory-source.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const { signal } = new AbortController()

test('an export of the Python tool arrives whole', async () => {
  const source = await openExportDirectory(fixture('python-tool'))
  expect(source).toMatchObject({ layout: 'all', manifest: undefined })
  const experiments = await list(source, 'experiment')
  expect(experiments.map(({ ref }) => ref.id)).toEqual(['1', '2', '4', '0'])
  expect(experiments[0]?.fields).toEqual({
    name: 'fraud/detection é 模型',
    lifecycle: 'active',
    tags: new Map([
      ['empty', ''],
      ['mlflow.note.content', '# Notes\n*bold* | table |'],
      ['team', 'risk'],
    ]),
    artifactLocation: 'mlflow-artifacts:/1',
    creationTime: 1795475784085,
    lastUpdateTime: 1795475784085,
    extra: { workspace: 'default', trace_location: null, effective_trace_archival_retention: null },
  })
  expect(await list(source, 'run')).toHaveLength(16)
})

test('a run of the Python tool arrives with exact times, params, tags and points', async () => {
  const source = await openExportDirectory(fixture('python-tool'))
  const run = await onlyRun(source, '853a25e0ac27438fab9e45464ca9c430')
  expect(run.scope).toEqual({ kind: 'experiment', id: '1' })
  expect(run.fields).toMatchObject({
    name: 'wild-run-1',
    status: 'FINISHED',
    startTime: 1650000000123,
    endTime: 1650003600123,
    userId: 'alice',
    lifecycle: 'active',
    extra: {},
  })
  expect(run.fields.params.get('uni.é/x')).toBe('値')
  expect(run.fields.params.get('long')).toHaveLength(6000)
  expect(run.fields.tags.get('üñí')).toBe('çødé 🚀')
  expect(run.fields.latestMetrics.get('big/step')).toEqual({
    value: 3.14,
    timestamp: 1650000000128n,
    step: 9007199254740993n,
  })
  expect(run.fields.latestMetrics.get('nan')?.value).toBeNaN()
  expect(run.fields.latestMetrics.get('tiny')?.value).toBe(5e-324)
  const chunks = await chunksOf(source, run)
  expect(sizes(chunks)).toMatchObject({ loss: 2500, dup: 3, 'neg step': 1, zero: 1 })
  expect(chunks.find(({ key }) => key === 'neg step')).toEqual({
    key: 'neg step',
    values: Float64Array.of(-1.5),
    timestamps: BigInt64Array.of(1650000000127n),
    steps: BigInt64Array.of(-7n),
  })
  const root = await source.artifacts(run, signal)
  const files = await Array.fromAsync(root?.list(signal) ?? [])
  expect(files.map(({ path, size }) => [path, size])).toContainEqual(['with space/f (1) é 値.txt', expect.any(Number)])
  expect(files).toHaveLength(5)
})

test('links and dataset inputs of the Python tool arrive', async () => {
  const source = await openExportDirectory(fixture('python-tool'))
  const runs = (await list(source, 'run')) as RunHeader[]
  const fields = runs.flatMap(({ links }) => links.map(({ field }) => field))
  expect(fields.sort()).toEqual([...Array(4).fill('modelOutputs'), ...Array(7).fill('parent')])
  const trained = await onlyRun(source, '7602602691334f2596fe4dc45e1ff4b8')
  expect(trained.links).toEqual([
    { field: 'modelOutputs', to: { kind: 'loggedModel', id: 'm-13c0003dbd1e4c9985fcc25cca96735f' }, data: { step: 3 } },
  ])
  const { fields: withDataset } = await onlyRun(source, '22224b5b2e674c79872a51345eaae59e')
  expect(withDataset.datasetInputs).toHaveLength(2)
  expect(withDataset.datasetInputs[0]).toMatchObject({ name: 'train-set', digest: 'fe2e8919', sourceType: 's3' })
  expect(withDataset.datasetInputs[0]?.tags.get('split')).toBe('a')
})

test('the older layout arrives: runs beside experiment.json, tags as a list, run_uuid', async () => {
  const source = await openExportDirectory(fixture('python-tool-2022'))
  expect(source.layout).toBe('experiment')
  const [experiment] = await list(source, 'experiment')
  expect(experiment).toMatchObject({
    ref: { id: '7' },
    fields: { tags: new Map([['team', 'risk']]), creationTime: null },
  })
  const run = await onlyRun(source, '5f1a')
  expect(run.fields).toMatchObject({ name: 'first', endTime: null, lifecycle: 'active', extra: { cluster: 'c-1' } })
  expect(run.links).toEqual([{ field: 'parent', to: { kind: 'run', id: '4e0b' } }])
  // Of equal steps the latest time counts, whatever its value.
  expect(run.fields.latestMetrics).toEqual(
    new Map([['auc', { value: Number.NaN, timestamp: 1546300800002n, step: 0n }]]),
  )
  expect((await chunksOf(source, run))[0]?.values).toEqual(Float64Array.of(1, Number.NaN, Number.NEGATIVE_INFINITY))
})

test('one run exported alone: its experiment is known by id only', async () => {
  const source = await openExportDirectory(fixture('python-tool-2022/5f1a'))
  expect(source.layout).toBe('run')
  const [experiment] = await list(source, 'experiment')
  expect(experiment).toMatchObject({ ref: { id: '7' }, fields: { name: '' } })
  expect(await onlyRun(source, '5f1a')).toMatchObject({ ref: { id: '5f1a' }, scope: { kind: 'experiment', id: '7' } })
})

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
}

async function list(source: DirectorySource, kind: string): Promise<Header[]> {
  const pages = await Array.fromAsync(source.list(kind, { includeDeleted: true }, signal))
  return pages.flat().map((listed) => {
    if (isUnreadable(listed)) throw listed.error
    return listed
  })
}

async function onlyRun(source: DirectorySource, id: string): Promise<RunHeader> {
  const [page] = await Array.fromAsync(source.list('run', { ids: [id], includeDeleted: true }, signal))
  expect(page).toHaveLength(1)
  return page?.[0] as Header<RunFields>
}

async function chunksOf(source: DirectorySource, run: Header): Promise<MetricChunk[]> {
  const parts = await Array.fromAsync(source.read([run], signal))
  expect(parts.at(-1)).toEqual({ type: 'end', of: run.ref })
  return parts.flatMap((part) => (part.type === 'metrics' ? [part.chunk] : []))
}

function sizes(chunks: readonly MetricChunk[]): Record<string, number> {
  return Object.fromEntries(chunks.map(({ key, values }) => [key, values.length]))
}
