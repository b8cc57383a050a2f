import { cp } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Header, isUnreadable, type Part, type TraceHeader, type TraceSpan } from '@mlferry/core'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { createExportDirectory } from '../create-export-directory.ts'
import type { DirectorySource } from '../directory-source.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const { signal } = new AbortController()
const fixture = fileURLToPath(new URL('../../fixtures/python-traces', import.meta.url))
const id = 'tr-2756fc895d167db050a5f2a2c1a772c1'

test('traces of the Python tool arrive with assessments, and spans to the nanosecond', async () => {
  const source = await openExportDirectory(fixture)
  expect(source.layout).toBe('traces')
  expect((await list(source, 'experiment')).map(({ ref, fields }) => [ref.id, fields])).toMatchObject([
    ['2', { name: 'nested name' }],
  ])
  const traces = await list(source, 'trace')
  expect(traces).toHaveLength(3)
  const trace = traces.find(({ ref }) => ref.id === id) as TraceHeader
  expect(trace.fields).toMatchObject({
    requestTime: 1795475831999,
    duration: 1,
    state: 'OK',
    requestPreview: '{"q": "question 3"}',
    clientRequestId: null,
    spansLocation: 'TRACKING_STORE',
    assessments: [
      {
        id: 'a-0d0c184d269740029604a372f71fa440',
        name: 'expected',
        source: { type: 'HUMAN', id: 'default' },
        value: { kind: 'expectation', text: '{"a":[1,2]}' },
      },
    ],
  })
  expect(trace.fields.tags).toEqual(
    new Map([
      ['mlflow.traceName', 'chain'],
      ['env', 'prod'],
    ]),
  )
  expect(trace.fields.metadata.has('mlflow.trace.infoFinalized')).toBe(false)
  const spans = await spansOf(source, trace)
  expect(spans.map(({ name }) => name)).toEqual(['chain', 'retrieve', 'llm'])
  expect(spans[0]?.start_time_unix_nano).toBe(1795475831999666639n)
  expect(spans[1]?.events).toEqual([{ name: 'ev', time_unix_nano: 1795475832000156672n, attributes: { a: 'b' } }])
  const without = traces.find(({ ref }) => ref.id.startsWith('tr-43e3'))
  expect(without && (await spansOf(source, without))).toEqual([])
})

test('a trace that was exported alone names its experiment by id', async () => {
  await using dir = await tempDir()
  await cp(`${fixture}/${id}`, dir.path, { recursive: true })
  const source = await openExportDirectory(dir.path)
  expect(source.layout).toBe('trace')
  expect((await list(source, 'experiment')).map(({ ref }) => ref.id)).toEqual(['2'])
  const [trace] = await list(source, 'trace')
  expect(trace?.ref.id).toBe(id)
  expect(trace && (await spansOf(source, trace))).toHaveLength(3)
})

test('traces are the same after another export, and one whose spans changed is unreadable', async () => {
  const source = await openExportDirectory(fixture)
  await using dir = await tempDir()
  const path = dir.file('export')
  const made = { layout: 'experiments', source: { uri: 'x' }, selection: {}, mlferryVersion: '0' } as const
  await using target = await (await createExportDirectory(path, made)).begin()
  const traces = (await list(source, 'trace')) as TraceHeader[]
  const context = { earlier: undefined, scope: undefined, links: [], sourceUri: 'x' }
  for (const header of [...(await list(source, 'experiment')), ...traces]) {
    await using writer = await target.open(header, { ...context, key: header.ref.id })
    for (const part of await partsOf(source, header)) if (part.type === 'rows') await writer.write(part)
    await writer.seal(header.fingerprint)
  }
  await target.complete(signal)

  const again = await openExportDirectory(path)
  const copies = (await list(again, 'trace')) as TraceHeader[]
  expect(copies.map(({ fields, fingerprint, links }) => ({ fields, fingerprint, links }))).toEqual(
    traces.map(({ fields, fingerprint, links }) => ({ fields: { ...fields, extra: {} }, fingerprint, links })),
  )
  const first = copies.find(({ ref }) => ref.id === id) as TraceHeader
  expect(await spansOf(again, first)).toEqual(await spansOf(source, first))

  await cp(`${fixture}/tr-3b5c584fa3c8d347752b70cc152bba2d/artifacts`, `${path}/2/traces/${id}/artifacts`, {
    recursive: true,
  })
  expect((await partsOf(again, first)).map((part) => ('error' in part ? part.error.code : part.type))).toEqual([
    'ERR_CHECKSUM',
  ])
})

async function list(source: DirectorySource, kind: string): Promise<Header[]> {
  const pages = await Array.fromAsync(source.list(kind, {}, signal))
  return pages.flat().filter((each): each is Header => !isUnreadable(each))
}

function partsOf(source: DirectorySource, header: Header): Promise<Part[]> {
  return Array.fromAsync(source.read([header], signal))
}

async function spansOf(source: DirectorySource, header: Header): Promise<TraceSpan[]> {
  const parts = await partsOf(source, header)
  return parts.flatMap((part) => (part.type === 'rows' ? (part.rows as readonly TraceSpan[]) : []))
}
