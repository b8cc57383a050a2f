import { createClient } from '@mlferry/client'
import { loseAnswer, startMlflowServer, startProxy } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { unknownFacts } from '../server/server-facts.ts'
import { limitsOf } from '../server/server-limits.ts'
import { ServerMemory } from '../server/server-memory.ts'
import { logModelLinks } from './log-model-links.ts'
import { runHeader } from './run-header.ts'

const { signal } = new AbortController()

test('the models of a run are linked once, although answers are lost', async () => {
  await using server = await startMlflowServer()
  await using proxy = await startProxy(server.url)
  await using client = await createClient({ trackingUri: proxy.url })
  const { info } = await client.runs.create({ experimentId: '0', startTime: 1 })
  const models: string[] = []
  for (const name of ['a', 'b']) {
    const model = await client.loggedModels.create({ experimentId: '0', name, params: [], tags: [], signal })
    models.push(model.info.model_id)
  }
  const links = models.flatMap((id, step) => [
    { field: 'modelOutputs', to: { kind: 'loggedModel', id }, data: { step } },
    { field: 'modelInputs', to: { kind: 'loggedModel', id } },
  ])
  proxy.rule({ match: { method: 'POST', path: /runs\/(outputs|log-inputs)/ }, times: 2, action: loseAnswer() })
  const connection = {
    client,
    label: proxy.url,
    version: undefined,
    limits: limitsOf(undefined),
    facts: unknownFacts(),
  }
  const context = { ...connection, memory: new ServerMemory(connection) }

  await logModelLinks(links, { runId: info.run_id, context, signal })

  const linked = runHeader(await client.runs.get({ runId: info.run_id })).links
  expect(linked.map(({ field, to, data }) => `${field} ${to.id} ${data?.step ?? ''}`).sort()).toEqual(
    links.map(({ field, to, data }) => `${field} ${to.id} ${data?.step ?? ''}`).sort(),
  )
})
