import { type Header, MlferryError, type Ref, type RunFields, type Source, wrapSource } from '@mlferry/core'
import { MemoryServer, MemoryStore, metricChunk, sampleExperiment, sampleRun } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import { verify } from './verify.ts'
import type { Difference } from './verify-report.ts'

const id = 'a'.repeat(32)
const loss = metricChunk('loss', [
  [0.5, 0n],
  [0.25, 1n],
  [Number.NaN, 2n],
])

test('of a true copy nothing is said, and nothing is written', async () => {
  const { source, target } = await copied()
  const before = target.writes
  const report = await verify({ source, target, level: 'bytes' })
  expect(report).toMatchObject({ equal: true, differences: [], points: 3, files: 1 })
  expect(report.kinds.run).toMatchObject({ source: 1, target: 1, equal: 1 })
  expect(target.writes).toBe(before)
})

test('a changed param is named with both values', async () => {
  const { source, target, run } = await copied()
  const params = new Map([['lr', '0.2']])
  set(run, { ...run.header, fields: { ...run.header.fields, params } })
  expect((await verify({ source, target })).differences).toEqual([
    {
      problem: 'differs',
      ref: { kind: 'run', id },
      title: 'train',
      target: { kind: 'run', id: 'm2' },
      field: 'params.lr',
      values: { source: '0.1', target: '0.2' },
    },
  ])
})

test('points are a multiset: another order is equal, another point is not', async () => {
  const { source, target, run } = await copied()
  run.chunks = [
    metricChunk('loss', [
      [Number.NaN, 2n],
      [0.25, 1n],
      [0.5, 0n],
    ]),
  ]
  expect(await verify({ source, target })).toMatchObject({ equal: true })
  run.chunks = [
    metricChunk('loss', [
      [0.5, 0n],
      [0.75, 1n],
      [Number.NaN, 2n],
    ]),
  ]
  expect((await verify({ source, target })).differences).toMatchObject([
    { field: 'metrics.loss.value', values: { source: '0.25', target: '0.75' } },
  ])
  run.chunks = [
    metricChunk('loss', [
      [0.5, 0n],
      [0.5, 0n],
      [0.25, 1n],
      [Number.NaN, 2n],
    ]),
  ]
  expect((await verify({ source, target })).differences).toMatchObject([
    { field: 'metrics.loss', values: { source: 'nothing', target: '{value: 0.5, step: 0, timestamp: 1700000000456}' } },
  ])
})

test('content that the target alone cannot give is named, although what it gives is equal', async () => {
  const { source, target } = await copied()
  expect(await verify({ source, target: losing(target) })).toMatchObject({
    equal: false,
    differences: [{ problem: 'unreadable', ref: { kind: 'run', id }, field: 'metrics.loss' }],
  })
  expect(await verify({ source: losing(source), target: losing(target) })).toMatchObject({ equal: true })
})

test('files differ by size, by a byte, by being there', async () => {
  const { source, target, run } = await copied()
  run.files = new Map([['model/weights.bin', Buffer.from('abd')]])
  expect(await verify({ source, target })).toMatchObject({ equal: true })
  const [changed] = (await verify({ source, target, level: 'bytes' })).differences
  expect(changed).toMatchObject({ field: 'artifacts.model/weights.bin', values: { source: /^sha256 ba7816bf/ } })
  run.files = new Map([['other.txt', Buffer.from('abc')]])
  expect(fieldsOf((await verify({ source, target })).differences)).toEqual([
    'artifacts.model/weights.bin',
    'artifacts.other.txt',
  ])
})

test('beside what came along into an experiment nothing is extra, whatever ids the target gives', async () => {
  const [source, target] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  target.make('experiment', { fields: { name: 'so that ids differ' } })
  const [models, apart] = ['models', 'apart'].map((name) => source.make('experiment', { fields: { name } }))
  const made = source.make('run', { scope: apart as Ref })
  source.make('run', { scope: apart as Ref, fields: { name: 'beside it' } })
  source.make('loggedModel', { scope: models as Ref, links: [{ field: 'sourceRun', to: made }] })
  await copy({ source, target })

  const report = await verify({ source, target, selection: { experiments: ['models'] }, expectNoExtra: true })

  expect(report.differences).toEqual([])
  expect(report.kinds.run).toMatchObject({ source: 1, equal: 1, extra: 0 })
})

test('what is missing, doubled and extra is told apart', async () => {
  const { source, target, run } = await copied()
  target.objects.set('m3', { ...run, rows: new Map(), header: { ...run.header, ref: { kind: 'run', id: 'm3' } } })
  source.add(sampleRun({ id: 'b'.repeat(32), name: 'never copied' }))
  target.add({ ...sampleRun({ id: 'theirs' }), scope: { kind: 'experiment', id: 'm1' } })
  const report = await verify({ source, target, level: 'counts' })
  expect(report.kinds.run).toMatchObject({ missing: 1, doubled: 1, extra: 1, equal: 0 })
  expect(report.differences).toMatchObject([
    { problem: 'missing', title: 'never copied' },
    { problem: 'doubled', title: 'train', target: { id: 'm3' } },
  ])
  const strict = await verify({ source, target, level: 'counts', expectNoExtra: true })
  expect(strict.differences).toMatchObject([{ problem: 'missing' }, { problem: 'doubled' }, { problem: 'extra' }])
})

test('a name that nothing has is told, and the others are compared', async () => {
  const { source, target, run } = await copied()
  set(run, { ...run.header, fields: { ...run.header.fields, name: 'other' } })

  const report = await verify({ source, target, selection: { experiments: ['41', 'gone'] } })

  expect(report).toMatchObject({ equal: false, notFound: ['gone'], differences: [{ field: 'name' }] })
  const missing = verify({ source, target, selection: { experiments: ['gone', 'lost'] } })
  await expect(missing).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('what differs in nothing is not equal while a name is not found', async () => {
  const { source, target } = await copied()

  const report = await verify({ source, target, selection: { experiments: ['41', 'gone'] } })

  expect(report).toMatchObject({ equal: false, differenceCount: 0, notFound: ['gone'] })
})

test('a copy in the place of another experiment is named, although its own is missing', async () => {
  const { source, target, run } = await copied()
  source.add({ ...sampleExperiment('other'), ref: { kind: 'experiment', id: '42' } })
  await copy({ source, target })
  set(run, { ...run.header, scope: { kind: 'experiment', id: 'm3' } })
  target.objects.delete('m1')
  expect((await verify({ source, target })).differences).toMatchObject([
    { problem: 'missing', ref: { kind: 'experiment', id: '41' } },
    { field: 'experiment', values: { source: '41, which is not there', target: 'm3' } },
  ])
})

test('the content of what an interrupted verify found equal is not read again', async () => {
  const { source, target, run } = await copied()
  const verified = new Set<string>()
  await verify({ source, target, level: 'bytes', verified })
  run.chunks = []
  const report = await verify({ source, target, level: 'bytes', verified })
  expect(report).toMatchObject({ equal: true, resumed: 2, points: 0 })
})

/** A store with an experiment and a run, and its copy. */
async function copied() {
  const source = new MemoryStore('source')
  source.add(sampleExperiment())
  const metrics = { name: 'train', params: new Map([['lr', '0.1']]), metrics: [loss] }
  source.add(sampleRun({ id, ...metrics }), [loss], { 'model/weights.bin': 'abc' })
  const target = new MemoryStore('target')
  await copy({ source, target })
  const run = target.objects.get('m2')
  if (!run) throw new Error('The run did not arrive.')
  return { source, target, run: run as unknown as Changeable }
}

interface Changeable {
  header: Header<RunFields>
  chunks: ReturnType<typeof metricChunk>[]
  files: Map<string, Uint8Array>
  written: never
}

function set(run: Changeable, header: Header<RunFields>): void {
  run.header = header
}

function fieldsOf(differences: readonly Difference[]) {
  return differences.map(({ field }) => field)
}

test('what was noted as equal is looked at again as far as listings show: its files by size, its links, its fields', async () => {
  const { source, target, run } = await copied()
  const verified = new Set<string>()
  await verify({ source, target, level: 'bytes', verified })

  run.files.clear()
  const report = await verify({ source, target, level: 'bytes', verified })

  expect(report).toMatchObject({ equal: false, resumed: 2 })
  expect(report.differences).toMatchObject([{ problem: 'differs', ref: { kind: 'run', id } }])
})

test('a note does not count once a listing shows the target in another state', async () => {
  const { source, target, run } = await copied()
  const verified = new Set<string>()
  await verify({ source, target, level: 'bytes', verified })

  // As somebody renames the copy: the fingerprint of its copy stays.
  set(run, { ...run.header, fields: { ...run.header.fields, name: 'other' } })
  const { resumed } = await verify({ source, target, level: 'bytes', verified })

  expect(resumed).toBe(1)
})

/** Cannot give the whole history of a metric. */
function losing(store: MemoryStore): Source {
  const error = new MlferryError('ERR_HISTORY_INCOMPLETE', 'The history lacks its newest point.')
  return wrapSource(store, {
    async *read(batch) {
      for await (const part of store.read(batch))
        yield part.type === 'end' && part.of.kind === 'run'
          ? { ...part, losses: [{ field: 'metrics.loss', error }] }
          : part
    },
  })
}
