import { pathToFileURL } from 'node:url'
import { createClient } from '@mlferry/client'
import type { Header, TraceFields } from '@mlferry/core'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import type { ServerConnection } from '../server/server-context.ts'
import { unknownFacts } from '../server/server-facts.ts'
import { limitsOf } from '../server/server-limits.ts'
import { ServerMemory } from '../server/server-memory.ts'
import { readTraces } from './read-trace.ts'

const { signal } = new AbortController()
const connection: ServerConnection = {
  client: await createClient({ trackingUri: 'http://localhost:9', env: {} }),
  ...{ label: '', version: undefined, limits: limitsOf(undefined) },
  facts: { ...unknownFacts(), tracesOfV3: true },
}
const context = { ...connection, memory: new ServerMemory(connection) }
const inputs = new Map([['mlflow.traceInputs', '{"question": "why"}']])
const oneSpan = JSON.stringify({ spans: [{ name: 'root', span_id: 'a', trace_id: 'b' }] })

test.each([
  ['a trace whose metadata tells of spans', { metadata: inputs }, true],
  ['a trace that has none, made by a plain call', { metadata: new Map() }, false],
  ['a trace that is still in progress', { metadata: inputs, state: 'IN_PROGRESS' }, false],
])('%s, while no file with spans is there', async (_, fields, isNamed) => {
  await using dir = await tempDir()

  const [end] = await Array.fromAsync(readTraces([trace(dir.file('1/traces/t/artifacts'), fields)], context, signal))

  expect(end).toMatchObject({ type: 'end' })
  const losses = end?.type === 'end' ? (end.losses ?? []) : []
  expect(losses.map(({ error: { code } }) => code)).toEqual(isNamed ? ['ERR_SPANS_INCOMPLETE'] : [])
})

test('nothing is said of a trace whose file is there', async () => {
  await using dir = await tempDir({ 'traces.json': oneSpan })

  const parts = await Array.fromAsync(readTraces([trace(dir.path, { metadata: inputs })], context, signal))

  expect(parts).toMatchObject([{ type: 'rows' }, { type: 'end' }])
  expect(parts[1]).not.toHaveProperty('losses')
})

test.each([
  [1, []],
  [3, ['ERR_SPANS_INCOMPLETE: 1 of the 3 spans that it says it has could be read.']],
])('a trace that says it has %d spans, of which one is there', async (said, named) => {
  await using dir = await tempDir({ 'traces.json': oneSpan })
  const metadata = new Map([['mlflow.trace.sizeStats', JSON.stringify({ total_size_bytes: 9, num_spans: said })]])

  const parts = await Array.fromAsync(readTraces([trace(dir.path, { metadata })], context, signal))

  const end = parts.at(-1)
  const losses = end?.type === 'end' ? (end.losses ?? []) : []
  expect(losses.map(({ error: { code, message } }) => `${code}: ${message}`)).toEqual(named)
})

function trace(folder: string, fields: Partial<TraceFields>): Header<TraceFields> {
  const artifactUri = pathToFileURL(folder).href
  return {
    ref: { kind: 'trace', id: 't' },
    fields: { state: 'OK', spansLocation: '', artifactUri, ...fields } as TraceFields,
  } as Header<TraceFields>
}
