import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evaluationRecord, isMlferryError } from '@mlferry/core'
import { type JsonObject, type JsonValue, parseJson } from '@mlferry/exact-json'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeEveryKind } from '../../test/every-kind.ts'
import { tempDir } from '../../test/sample-export.ts'
import { parseJournal } from '../checksums/journal-lines.ts'
import { readEvaluationDataset } from '../evaluation-dataset/read-evaluation-dataset.ts'
import { readExperiment } from '../experiment/read-experiment.ts'
import { createSchemaCheck, type SchemaName } from '../json/schema-check.ts'
import { readLoggedModel } from '../logged-model/read-logged-model.ts'
import { listModelVersions } from '../model-version/list-model-versions.ts'
import { plainKind } from '../plain/plain-kinds.ts'
import { readPrompt } from '../prompt/read-prompt.ts'
import { readPromptVersion } from '../prompt-version/read-prompt-version.ts'
import { isPrompt, readRegisteredModel } from '../registered-model/read-registered-model.ts'
import { readPoint } from '../run/read-point.ts'
import { readRun } from '../run/read-run.ts'
import { readTrace } from '../trace/read-trace.ts'
import { spansIn } from '../trace/spans-in.ts'

/** A million and more with MLFERRY_FUZZ_CASES=1000000. */
const numRuns = Number(process.env.MLFERRY_FUZZ_CASES ?? 300)
const seed = Number(process.env.MLFERRY_FUZZ_SEED ?? 6)

const scope = { kind: 'experiment', id: '1' }
const folder = 'f'
const plain = (name: string) => (value: JsonObject) =>
  plainKind(name)?.read(value.mlflow as JsonObject, { links: [], extra: {} })

type Read = (value: JsonObject) => unknown
/** Of each kind a file, its schema, and what reads it then. */
const readers: readonly (readonly [file: string, schema: SchemaName, read: Read])[] = [
  ['experiments/1/experiment.json', 'experiment', (value) => readExperiment(value, folder)],
  [
    'experiments/1/runs/r1/run.json',
    'run',
    (value) => [points(value), readRun(value, { folder, scope, latestMetrics: new Map() })],
  ],
  ['experiments/1/traces/tr-1/trace.json', 'trace', (value) => readTrace(value, { folder, scope })],
  [
    'experiments/1/logged_models/m-1/logged_model.json',
    'logged-model',
    (value) => readLoggedModel(value, { folder, scope, file: folder }),
  ],
  ['models/a/model.json', 'registered-model', readModel],
  ['prompts/p/prompt_info.json', 'prompt-info', readPrompt],
  ['prompts/p_v00001/prompt.json', 'prompt', readPromptVersion],
  [
    'evaluation_datasets/eval_d-1/evaluation_dataset.json',
    'evaluation-dataset',
    (value) => readEvaluationDataset(value, folder),
  ],
  ['experiments/1/issues/iss-1/issue.json', 'issue', plain('issue')],
  ['experiments/1/scorers/sc-1/scorer.json', 'scorer', plain('scorer')],
  ['experiments/1/label_schemas/ls-1/label_schema.json', 'label-schema', plain('labelSchema')],
  ['experiments/1/review_queues/rq-1/review_queue.json', 'review-queue', plain('reviewQueue')],
  ['webhooks/w-1/webhook.json', 'webhook', plain('webhook')],
  ['workspaces/team/workspace.json', 'workspace', plain('workspace')],
]

const odd = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    '',
    '../../x',
    '__proto__',
    'a\0',
    Number.POSITIVE_INFINITY,
    -0,
    Number.NaN,
    2n ** 63n,
    10n ** 400n,
    [],
    {},
    [null],
    [[]],
    [1],
    [{}],
    { a: null },
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>,
)
const change = fc.record({
  path: fc.array(fc.nat(30), { minLength: 1, maxLength: 7 }),
  value: fc.option(odd, { nil: undefined }),
})
const changes = fc.tuple(fc.constantFrom(...readers), fc.array(change, { minLength: 1, maxLength: 4 }))

test('whatever a file says, its reader makes an object of it or says why not', async () => {
  const dir = await tempDir()
  await writeEveryKind(dir)
  const check = createSchemaCheck()
  const files = new Map<string, JsonValue>()
  for (const [file, schema] of readers)
    files.set(file, parseJson(await readFile(join(dir, file)), { integers: schema === 'trace' ? 'bigint' : 'exact' }))
  let [read, refused] = [0, 0]
  const property = fc.asyncProperty(changes, async ([[file, schema, reader], all]) => {
    const value = all.reduce((before, { path, value }) => changeAt(before, path, value), files.get(file) ?? null)
    try {
      await reader(await check(schema, value, file))
      read++
    } catch (error) {
      if (!isMlferryError(error) || error.code === 'ERR_INTERNAL') throw error
      expect(error.message.length).toBeLessThan(100_000)
      refused++
    }
  })
  await fc.assert(property, { numRuns, seed })
  // Neither all nor nothing is refused: the readers see what schemas let through.
  expect(Math.min(read, refused)).toBeGreaterThan(numRuns / 20)
}, 3_600_000)

test('whatever the checksums say, they are read', () => {
  const names = fc.constantFrom(
    'runs',
    'traces',
    '..',
    '',
    'r1',
    'run.json',
    'artifacts',
    'trace.json',
    '__proto__',
    'a\0b',
    '\\',
  )
  const path = fc.array(names, { maxLength: 5 }).map((all) => all.join('/'))
  const line = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom('', '\\'), path).map(([mark, to]) => `${mark}${'0'.repeat(64)}  ${to}`),
  )
  const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, (each) => void parseJournal(each)),
    { numRuns, seed },
  )
}, 1_200_000)

test('whatever a span or a record says, it is read or refused', () => {
  const span = fc.dictionary(
    fc.constantFrom(
      'context',
      'trace_id',
      'span_id',
      'parent_id',
      'name',
      'status',
      'events',
      'attributes',
      'start_time',
      'links',
    ),
    odd,
  )
  const read = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      if (!isMlferryError(error) || error.code === 'ERR_INTERNAL') throw error
    }
  }
  fc.assert(
    fc.property(odd, (each) => read(() => spansIn(each, 'traces.json'))),
    { numRuns, seed },
  )
  fc.assert(
    fc.property(span, (each) => read(() => spansIn({ spans: [each] }, 'traces.json'))),
    { numRuns, seed },
  )
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (each) => read(() => evaluationRecord(each))),
    { numRuns, seed },
  )
}, 1_200_000)

/** The value with another one at a place that the path leads to, whatever its shape; undefined: without it. */
function changeAt(value: JsonValue, [first = 0, ...rest]: readonly number[], by: JsonValue | undefined): JsonValue {
  if (typeof value !== 'object' || value === null) return by ?? null
  const keys = Object.keys(value)
  if (keys.length === 0) return by ?? null
  const key = keys[first % keys.length] ?? ''
  const member = (value as JsonObject)[key] ?? null
  const changed = rest.length === 0 ? by : changeAt(member, rest, by)
  const entries = Object.entries(value).flatMap(([name, each]) =>
    name !== key ? [[name, each] as const] : changed === undefined ? [] : [[name, changed] as const],
  )
  return Array.isArray(value) ? entries.map(([, each]) => each ?? null) : Object.fromEntries(entries)
}

function points(value: JsonObject): void {
  const { metrics } = value.mlflow as { readonly metrics?: Record<string, JsonValue[]> | null }
  for (const [key, all] of Object.entries(metrics ?? {})) {
    for (const [index, point] of all.entries()) readPoint(point, { file: 'run.json', key, index })
  }
}

async function readModel(file: JsonObject): Promise<void> {
  const header = readRegisteredModel(file)
  const place = { path: '/nowhere', label: '', folder }
  const versions = listModelVersions(
    { place, header, file, prompt: isPrompt(file), sums: undefined },
    { runRoot: async () => undefined },
  )
  for await (const version of versions) {
    // An error that is not ours was wrapped.
    if ('error' in version && version.error.cause) throw version.error.cause
  }
}
