import type { JsonValue } from '@mlferry/exact-json'
import { describe, expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import type { MlflowClient } from './mlflow-client.ts'
import { json, quick, scriptedServer } from './test-support/scripted-server.ts'

type Reading = (client: MlflowClient) => Promise<unknown>

const all = <T>(pages: AsyncIterable<T>) => Array.fromAsync(pages)

/** Every call that lists: the list that it answers with, which a server leaves out when it is empty. */
const lists: Readonly<Record<string, readonly [list: string, Reading]>> = {
  'experiments.searchPages': ['experiments', ({ experiments }) => all(experiments.searchPages())],
  'runs.searchPages': ['runs', ({ runs }) => all(runs.searchPages({ experimentIds: ['0'] }))],
  'metrics.history': ['metrics', ({ metrics }) => all(metrics.history({ runId: 'r', key: 'k' }))],
  'runs.searchPage': ['runs', ({ runs }) => runs.searchPage({ experimentIds: ['0'] })],
  'metrics.historyBulk': ['metrics', ({ metrics }) => metrics.historyBulk({ runIds: ['r'], key: 'k' })],
  'loggedModels.searchPages': ['models', ({ loggedModels }) => all(loggedModels.searchPages({ experimentIds: ['0'] }))],
  'registeredModels.searchPages': ['registered_models', ({ registeredModels }) => all(registeredModels.searchPages())],
  'modelVersions.searchPages': ['model_versions', ({ modelVersions }) => all(modelVersions.searchPages())],
  'traces.search': ['traces', ({ traces }) => traces.search({ experimentIds: ['0'] })],
  'traces.v2.search': ['traces', ({ traces }) => traces.v2.search({ experimentIds: ['0'] })],
  'traces.batchGet': ['traces', ({ traces }) => traces.batchGet({ traceIds: ['t'] })],
  'traces.batchGetInfos': ['trace_infos', ({ traces }) => traces.batchGetInfos({ traceIds: ['t'] })],
  'traces.spansOf': ['spans', ({ traces }) => traces.spansOf({ traceId: 't' })],
  'evaluationDatasets.searchPages': ['datasets', (client) => all(client.evaluationDatasets.searchPages())],
  'evaluationDatasets.experimentIds': [
    'experiment_ids',
    (client) => client.evaluationDatasets.experimentIds({ datasetId: 'd' }),
  ],
  'scorers.list': ['scorers', ({ scorers }) => scorers.list({ experimentId: '0' })],
  'scorers.listOfMany': ['scorers', ({ scorers }) => scorers.listOfMany({ experimentIds: ['0', '1'] })],
  'scorers.versions': ['scorers', ({ scorers }) => scorers.versions({ experimentId: '0', name: 's' })],
  'scorers.onlineConfigs': ['configs', ({ scorers }) => scorers.onlineConfigs({ scorerIds: ['s'] })],
  'labelSchemas.listPages': ['label_schemas', ({ labelSchemas }) => all(labelSchemas.listPages({ experimentId: '0' }))],
  'reviewQueues.listPages': ['review_queues', ({ reviewQueues }) => all(reviewQueues.listPages({ experimentId: '0' }))],
  'reviewQueues.itemPages': ['items', ({ reviewQueues }) => all(reviewQueues.itemPages({ queueId: 'q' }))],
  'issues.searchPages': ['issues', ({ issues }) => all(issues.searchPages({ experimentId: '0' }))],
  'webhooks.listPages': ['webhooks', ({ webhooks }) => all(webhooks.listPages())],
  'workspaces.list': ['workspaces', ({ workspaces }) => workspaces.list()],
  'artifacts.listPages': ['files', ({ artifacts }) => all(artifacts.listPages({ runId: 'r' }))],
  'artifactProxy.list': ['files', ({ artifactProxy }) => artifactProxy.list('')],
}

/** Every call that reads one object. */
const reads: Readonly<Record<string, Reading>> = {
  'experiments.get': ({ experiments }) => experiments.get({ experimentId: '0' }),
  'experiments.getByName': ({ experiments }) => experiments.getByName({ name: 'a' }),
  'runs.get': ({ runs }) => runs.get({ runId: 'r' }),
  'loggedModels.get': ({ loggedModels }) => loggedModels.get({ modelId: 'm' }),
  'registeredModels.get': ({ registeredModels }) => registeredModels.get({ name: 'm' }),
  'modelVersions.get': ({ modelVersions }) => modelVersions.get({ name: 'm', version: '1' }),
  'traces.get': ({ traces }) => traces.get({ traceId: 't' }),
  'traces.v2.get': ({ traces }) => traces.v2.get({ traceId: 't' }),
  'evaluationDatasets.get': ({ evaluationDatasets }) => evaluationDatasets.get({ datasetId: 'd' }),
  'issues.get': ({ issues }) => issues.get({ issueId: 'i' }),
}

/** Every call that is told what it made or changed. */
const writes: Readonly<Record<string, Reading>> = {
  'issues.create': ({ issues }) =>
    issues.create({ experimentId: '0', name: 'i', description: '', status: 'OPEN', rootCauses: [], categories: [] }),
  'labelSchemas.create': ({ labelSchemas }) =>
    labelSchemas.create({ experimentId: '0', name: 's', type: 'FEEDBACK', enableComment: false, input: {} }),
  'reviewQueues.create': ({ reviewQueues }) =>
    reviewQueues.create({ experimentId: '0', name: 'q', users: [], schemaIds: [] }),
  'reviewQueues.getOrCreateUser': ({ reviewQueues }) =>
    reviewQueues.getOrCreateUser({ experimentId: '0', user: 'ann' }),
  'webhooks.create': ({ webhooks }) =>
    webhooks.create({ name: 'w', url: 'https://a.example', events: [], status: 'ACTIVE' }),
  'workspaces.create': ({ workspaces }) => workspaces.create({ name: 'w' }),
}

describe.each(Object.entries(lists))('%s', (_, [list, read]) => {
  test.each<[string, JsonValue]>([
    ['a text', 'boo'],
    ['a list', []],
    ['nothing', null],
    ['a text in place of the list', { [list]: 'boo' }],
    ['an object in place of the list', { [list]: {} }],
    ['a list of nothing', { [list]: [null] }],
  ])('%s is no answer, and never an empty one', async (_, answer) => {
    await expect(answered(answer, read)).rejects.toMatchObject(wrongAnswer)
  })

  test('a list that is left out is empty', async () => {
    await expect(answered({}, read)).resolves.toBeDefined()
  })
})

describe.each(Object.entries({ ...reads, ...writes }))('%s', (_, read) => {
  test.each<[string, JsonValue]>([
    ['a text', 'boo'],
    ['a list', []],
    ['nothing', null],
    ['an empty object', {}],
  ])('%s is no answer', async (_, answer) => {
    await expect(answered(answer, read)).rejects.toMatchObject(wrongAnswer)
  })
})

test.each<[string, JsonValue]>([
  ['a text', 'boo'],
  ['a list', []],
  ['nothing', null],
])('%s does not tell that a server is without workspaces', async (_, answer) => {
  await expect(answered(answer, ({ workspaces }) => workspaces.enabled())).rejects.toMatchObject(wrongAnswer)
})

test('the error shows the address, what is wrong and how the answer begins', async () => {
  const read: Reading = ({ runs }) => runs.searchPage({ experimentIds: ['0'] })
  const runs = [{ info: { run_id: 'r', experiment_id: '0' }, data: { metrics: 'none' } }]

  await expect(answered({ runs }, read)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^POST http:.*\/runs\/search answered .*: runs\[0\]\.data\.metrics is no list\. It begins with \{"runs":\[/,
    ),
  })
})

test('a page token that is no text is an error, not the end', async () => {
  const read: Reading = ({ runs }) => all(runs.searchPages({ experimentIds: ['0'] }))

  await expect(answered({ runs: [], next_page_token: 7 }, read)).rejects.toMatchObject({ code: 'ERR_INVALID_ANSWER' })
})

const wrongAnswer = { code: 'ERR_INVALID_ANSWER', message: expect.stringMatching(/\/.*begins with/) }

async function answered(answer: JsonValue, read: Reading): Promise<unknown> {
  await using server = await scriptedServer((_, response) => json(response, answer))
  await using client = await createClient({ trackingUri: server.url, env: quick })
  return await read(client)
}
