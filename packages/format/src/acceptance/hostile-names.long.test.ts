import { cp, symlink, truncate } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { linkOut } from '../../test/damages.ts'
import { everyKindNames, writeEveryKind } from '../../test/every-kind.ts'
import { HostileExport } from '../../test/hostile-export.ts'
import { tempDir } from '../../test/sample-export.ts'

let healthy: string
beforeAll(async () => {
  healthy = await tempDir()
  await writeEveryKind(healthy)
})

const sum = '0'.repeat(64)
const unsafe = ['../../outside', '/etc', '..', '', 'a\0b', './1', 'x/../../../outside']

/** Every list of names, and the kind of what it names. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the file holds
type Add = (value: any, name: string) => void
const lists: Readonly<Record<string, readonly [kind: string, file: string, add: Add]>> = {
  'the index of experiments': [
    'experiment',
    'experiments/experiments.json',
    (it, id) => it.mlflow.experiments.push({ id, name: 'x' }),
  ],
  'the index of models': ['registeredModel', 'models/models.json', (it, name) => it.mlflow.models.push(name)],
  'the runs of an experiment': ['run', 'experiments/1/experiment.json', (it, id) => it.mlflow.runs.push(id)],
  'the logged models of an experiment': [
    'loggedModel',
    'experiments/1/experiment.json',
    (it, id) => it.mlflow.logged_models.push(id),
  ],
  'the traces of an experiment': ['trace', 'experiments/1/experiment.json', (it, id) => it.mlflow.traces.push(id)],
}

test.each(Object.entries(lists))('%s holds names that lead elsewhere', async (_, [kind, file, add]) => {
  const found = await outcomeOf((it) =>
    it.json(file, (value) => {
      for (const name of unsafe) add(value, name)
    }),
  )
  expect(found).toMatchObject({ created: everyKindNames, failed: named(kind, unsafe, 'ERR_UNSAFE_PATH') })
})

test.each([
  ['experiments/1/SHA256SUMS', 'runs/../run.json', 'run ..', 'ERR_UNSAFE_PATH'],
  ['experiments/1/SHA256SUMS', 'logged_models/../logged_model.json', 'loggedModel ..', 'ERR_UNSAFE_PATH'],
  ['experiments/1/SHA256SUMS', 'traces/../trace.json', 'trace ..', 'ERR_UNSAFE_PATH'],
  ['experiments/1/SHA256SUMS', 'issues/../issue.json', 'issue ..', 'ERR_UNSAFE_PATH'],
  ['experiments/1/SHA256SUMS', 'scorers/../scorer.json', 'scorer ..', 'ERR_UNSAFE_PATH'],
  ['experiments/1/SHA256SUMS', 'label_schemas/../label_schema.json', 'labelSchema ..', 'ERR_UNSAFE_PATH'],
  ['experiments/1/SHA256SUMS', 'review_queues/../review_queue.json', 'reviewQueue ..', 'ERR_UNSAFE_PATH'],
  ['SHA256SUMS', 'webhooks/../webhook.json', 'webhook ..', 'ERR_UNSAFE_PATH'],
  ['SHA256SUMS', 'workspaces/../workspace.json', 'workspace ..', 'ERR_UNSAFE_PATH'],
  ['prompts/SHA256SUMS', '../../outside/prompt.json', 'prompt ../../outside', 'ERR_UNSAFE_PATH'],
  ['evaluation_datasets/SHA256SUMS', '/etc/evaluation_dataset.json', 'evaluationDataset /etc', 'ERR_UNSAFE_PATH'],
])('%s names %s', async (file, path, object, code) => {
  const found = await outcomeOf((it) => it.edit(file, (text) => `${text}${sum}  ${path}\n`))
  expect(found).toMatchObject({ created: everyKindNames, failed: { [object]: code } })
})

test('a checksum for a file beyond the folder of its run', async () => {
  const line = `${sum}  runs/r1/../../../../outside/secret.txt\n`
  const found = await outcomeOf((it) => it.edit('experiments/1/SHA256SUMS', (text) => line + text))
  expect(found.failed).toEqual({ 'run r1': 'ERR_UNSAFE_PATH' })
})

const run = 'experiments/1/runs/r1/run.json'

test.each<[string, (it: HostileExport) => Promise<unknown>, Record<string, string>]>([
  [
    'artifacts of a run lead out',
    (it) => linkOut(it, 'experiments/1/runs/r1/artifacts'),
    { 'run r1': 'ERR_UNSAFE_PATH' },
  ],
  [
    'one artifact leads out',
    (it) => linkOut(it, 'experiments/1/runs/r1/artifacts/a.txt'),
    { 'run r1': 'ERR_UNSAFE_PATH' },
  ],
  [
    'a folder of artifacts leads out',
    (it) => linkOut(it, 'experiments/1/runs/r1/artifacts/deep'),
    { 'run r1': 'ERR_UNSAFE_PATH' },
  ],
  [
    'one more artifact is a device',
    (it) => symlink('/dev/zero', it.path('experiments/1/runs/r1/artifacts/z')),
    { 'run r1': 'ERR_UNSAFE_PATH' },
  ],
  [
    'one more artifact leads nowhere',
    (it) => symlink('nowhere', it.path('experiments/1/runs/r1/artifacts/z')),
    { 'run r1': 'ERR_ARTIFACT_NOT_FOUND' },
  ],
  ['artifacts hold links in a circle', (it) => symlink('..', it.path('experiments/1/runs/r1/artifacts/deep/up')), {}],
  [
    'the spans of a trace lead out',
    (it) => linkOut(it, 'experiments/1/traces/tr-1/artifacts/traces.json'),
    { 'trace tr-1': 'ERR_UNSAFE_PATH' },
  ],
  [
    'the files of a version lead out',
    (it) => linkOut(it, 'models/a/version_models/1'),
    { 'modelVersion a/1': 'ERR_UNSAFE_PATH' },
  ],
  [
    'the index of models leads out',
    (it) => linkOut(it, 'models/models.json'),
    { 'registeredModel *': 'ERR_UNSAFE_PATH' },
  ],
  ['checksums lead out', (it) => linkOut(it, 'experiments/2/SHA256SUMS'), { 'experiment 2': 'ERR_UNSAFE_PATH' }],
  ['checksums of prompts lead out', (it) => linkOut(it, 'prompts/SHA256SUMS'), { 'prompt *': 'ERR_UNSAFE_PATH' }],
  [
    'checksums of 100 GB',
    (it) => truncate(it.path('experiments/2/SHA256SUMS'), 1e11),
    { 'experiment 2': 'ERR_EXPORT_INVALID', 'experiment experiments/2/SHA256SUMS': 'ERR_EXPORT_INVALID' },
  ],
  [
    'the index of models is cut off',
    (it) => it.write('models/models.json', '{"mlflow"'),
    { 'registeredModel *': 'ERR_EXPORT_INVALID' },
  ],
  [
    'a run is there twice',
    (it) => twice(it, 'experiments/1', 'runs/r1', 'runs/r9'),
    { 'run r9': 'ERR_EXPORT_DUPLICATE' },
  ],
  [
    'a trace is there twice',
    (it) => twice(it, 'experiments/1', 'traces/tr-2', 'traces/tr-9'),
    { 'trace tr-9': 'ERR_EXPORT_DUPLICATE' },
  ],
  [
    'an issue is there twice',
    (it) => twice(it, 'experiments/1', 'issues/iss-1', 'issues/iss-9'),
    { 'issue iss-9': 'ERR_EXPORT_DUPLICATE' },
  ],
  [
    'a webhook is there twice',
    (it) => twice(it, '.', 'webhooks/w-1', 'webhooks/w-9'),
    { 'webhook w-9': 'ERR_EXPORT_DUPLICATE' },
  ],
  [
    'a prompt version is there twice',
    (it) => twice(it, 'prompts', 'p_v00001', 'p_v00009'),
    { 'promptVersion p_v00009': 'ERR_EXPORT_DUPLICATE' },
  ],
  [
    'a dataset is there twice',
    (it) => twice(it, 'evaluation_datasets', 'eval_d-1', 'eval_d-9'),
    { 'evaluationDataset eval_d-9': 'ERR_EXPORT_DUPLICATE' },
  ],
  [
    'a model version is there twice',
    (it) =>
      it.json('models/a/model.json', ({ mlflow: { registered_model: m } }) => void m.versions.push(m.versions[0])),
    { 'modelVersion a/1': 'ERR_EXPORT_DUPLICATE' },
  ],
  [
    'runs are parents of each other',
    (it) =>
      it.edit(run, (text) => text.replace('"links":[]', '"links":[{"field":"parent","to":{"kind":"run","id":"r2"}}]')),
    {},
  ],
  [
    'a run is its own parent',
    (it) =>
      it.edit(run, (text) => text.replace('"links":[]', '"links":[{"field":"parent","to":{"kind":"run","id":"r1"}}]')),
    {},
  ],
  [
    'a link to a kind called constructor',
    (it) =>
      it.edit('models/a/model.json', (text) =>
        text.replace('"links":[]', '"links":[{"field":"model","to":{"kind":"constructor","id":"x"}}]'),
      ),
    {},
  ],
  [
    'a link without its other end',
    (it) => it.edit(run, (text) => text.replace('"links":[]', '"links":[{"field":"parent"}]')),
    { 'run r1': 'ERR_EXPORT_INVALID' },
  ],
  [
    'tags called __proto__',
    (it) => it.edit(run, (text) => text.replace('"t": "v"', '"__proto__": "v", "constructor": "w"')),
    {},
  ],
  [
    'a step beyond 64 bits',
    (it) => it.edit(run, (text) => text.replace('1152921504606846976', '99999999999999999999')),
    { 'run r1': 'ERR_EXPORT_INVALID' },
  ],
  [
    'a time that is no number',
    (it) => it.edit(run, (text) => text.replace(/"start_time": \d+/, '"start_time": "x"')),
    { 'run r1': 'ERR_EXPORT_INVALID' },
  ],
  [
    'a key of ten million characters',
    (it) => it.edit(run, (text) => text.replace('"t": "v"', `"${'k'.repeat(1e7)}": "v"`)),
    {},
  ],
])('%s', async (_, damage, failed) => {
  const found = await outcomeOf(damage)
  expect(found.failed).toEqual(failed)
  expect(found.messages.every((message) => message.length < 2000)).toBe(true)
})

test.each([
  [
    'of a newer format',
    (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 2'),
    'ERR_EXPORT_VERSION',
  ],
  [
    'of a format that is no number',
    (text: string) => text.replace('"formatVersion": 1', '"formatVersion": "x"'),
    'ERR_EXPORT_INVALID',
  ],
  [
    'of an unheard of layout',
    (text: string) => text.replace('"layout": "all"', '"layout": "constructor"'),
    'ERR_EXPORT_INVALID',
  ],
  ['cut off', (text: string) => text.slice(0, 40), 'ERR_EXPORT_INVALID'],
  ['not complete', (text: string) => text.replace('"complete"', '"writing"'), 'ERR_EXPORT_INCOMPLETE'],
])('a manifest %s ends the job', async (_, change, code) => {
  await expect(outcomeOf((it) => it.edit('mlferry-export.json', change))).rejects.toMatchObject({ code })
})

test.each([
  ['the manifest leads out', 'mlferry-export.json'],
  ['the index of experiments leads out', 'experiments/experiments.json'],
])('%s: the job ends', async (_, file) => {
  await expect(outcomeOf((it) => linkOut(it, file))).rejects.toMatchObject({ code: 'ERR_UNSAFE_PATH' })
})

test.each([
  'con',
  'NUL.txt',
  'R1',
  'aux ',
  'a:b',
  '-rf',
  '~',
  '%2e%2e',
  '\u001b[2J',
  '\u202etxt',
  'é'.normalize('NFD'),
])('a run in a folder called %j is read as any other', async (name) => {
  const found = await outcomeOf((it) =>
    twice(it, 'experiments/1', 'runs/r1', `runs/${name}`, (text) => text.replaceAll('"r1"', JSON.stringify(name))),
  )
  expect(found.failed).toEqual({})
  expect(found.created).toContain(`run ${name}`)
})

test('a list of 100,000 names that are not there is told of, one by one', async () => {
  const names = Array.from({ length: 1e5 }, (_, i) => `n${i}`)
  const found = await outcomeOf((it) =>
    it.json('experiments/2/experiment.json', ({ mlflow }) => void Object.assign(mlflow, { runs: names })),
  )
  expect(Object.keys(found.failed)).toHaveLength(1e5)
  expect(found.failed).toMatchObject({ 'run n0': 'ERR_CHECKSUM_MISSING' })
}, 60_000)

function outcomeOf(damage: (it: HostileExport) => Promise<unknown>) {
  return HostileExport.outcomeOf(healthy, damage)
}

function named(kind: string, names: readonly string[], code: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${kind} ${name}`, code]))
}

/** Copies the folder of an object, with its checksums. */
async function twice(it: HostileExport, base: string, from: string, to: string, change = (text: string) => text) {
  await cp(it.path(`${base}/${from}`), it.path(`${base}/${to}`), { recursive: true })
  await it.edit(`${base}/SHA256SUMS`, (text) => {
    const lines = text.split('\n').filter((line) => line.slice(66).startsWith(`${from}/`))
    return text + lines.map((line) => `${line.slice(0, 66)}${line.slice(66).replace(from, to)}\n`).join('')
  })
  const [json = ''] = (await it.filesOf(`${base}/${to}`)).filter((name) => name.endsWith('.json'))
  await it.edit(`${base}/${to}/${json}`, change)
}
