import { DatabaseSync } from 'node:sqlite'
import {
  fillManyRuns,
  fillManyTraces,
  type MlflowServer,
  startMlflowServer,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { measureCommand } from '../../../scripts/measure-memory/measure-command.ts'

const [few, many] = [2_000, 20_000]
/** Beside the small ones there is a trace of so many spans, and one with so many characters in an attribute. */
const large = { mostSpans: 5_000, mostCharacters: 3_000_000 }
/** What a garbage collector may leave or not. */
const noise = 48 * 1024 * 1024

test(`${many} traces arrive over a directory: two requests each, in the memory that ${few} take`, {
  timeout: 7_200_000,
}, async () => {
  const less = await moveTraces(few)
  const more = await moveTraces(many)

  for (const way of ['out', 'into'] as const) {
    expect(more[way].peakBytes).toBeLessThan(less[way].peakBytes + noise)
    expect((more[way].requests - less[way].requests) / (many - few)).toBeLessThanOrEqual(2)
  }
})

/** From a server to a directory, and from there to another server. */
async function moveTraces(traces: number) {
  await using dir = await tempDir()
  await using source = await startMlflowServer()
  await using target = await startMlflowServer()
  const { experimentId } = await fillManyRuns(source, { experiment: 'many', runs: 1 })
  await fillManyTraces(source, { experimentId, traces, spans: 2, ...large })

  const small = `${traces} traces`
  const out = await measure(source, { what: `export of ${small}`, args: ['export-all', '--output-dir', 'export'], dir })
  const into = await measure(target, { what: `import of ${small}`, args: ['import-all', '--input-dir', 'export'], dir })

  expect(countsAt(target)).toEqual(countsAt(source))
  expect(countsAt(target).traces).toBe(String(traces + 2))
  return { out, into }
}

interface Command {
  readonly what: string
  readonly args: readonly string[]
  readonly dir: TempDir
}

async function measure(server: MlflowServer, { what, args, dir }: Command) {
  await using proxy = await startProxy(server.url)
  const { peakBytes, seconds } = await measureCommand({ args, trackingUri: proxy.url, dir: dir.path })
  const requests = proxy.requests.length
  console.log(
    `${what}: ${Math.ceil(peakBytes / 1024 / 1024)} MiB at most, ${requests} requests, ${seconds.toFixed(0)} s`,
  )
  return { peakBytes, requests }
}

/** From the tables themselves: how many there are, and what their spans hold. */
function countsAt({ backendStoreUri }: MlflowServer) {
  using database = new DatabaseSync(backendStoreUri.replace('sqlite:///', ''), { readOnly: true })
  // As text: sums of nanoseconds are beyond 2^53.
  const count = (query: string) =>
    String(Object.values(database.prepare(`SELECT CAST((${query}) AS TEXT)`).get() ?? {})[0])
  const attribute = `json_extract(json_extract(content, '$.attributes."mlflow.spanInputs"'), '$.text')`
  return {
    traces: count('SELECT count(*) FROM trace_info'),
    names: count('SELECT count(DISTINCT trace_name) FROM trace_info'),
    milliseconds: count('SELECT sum(timestamp_ms + execution_time_ms) FROM trace_info'),
    tags: count(`SELECT count(*) FROM trace_tags WHERE key NOT LIKE 'mlferry.%'`),
    metadata: count('SELECT count(*) FROM trace_request_metadata'),
    spans: count('SELECT count(*) FROM spans'),
    ids: count(`SELECT count(DISTINCT trace_id || span_id || coalesce(parent_span_id, '')) FROM spans`),
    nanoseconds: count('SELECT sum(end_time_unix_nano - start_time_unix_nano) FROM spans'),
    characters: count(`SELECT sum(length(${attribute})) FROM spans`),
    types: count(`SELECT count(*) FROM spans WHERE type = 'LLM'`),
  }
}
