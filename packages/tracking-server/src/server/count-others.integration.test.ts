import { createClient } from '@mlferry/client'
import { startMlflowServer } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { countOthers } from './count-others.ts'
import { unknownFacts } from './server-facts.ts'

const kinds = ['secrets', 'model definitions', 'endpoints', 'endpoint bindings', 'guardrails', 'budgets']

test('a server tells how many it has of each part of its gateway', async () => {
  await using server = await startMlflowServer()
  await using client = await createClient({ trackingUri: server.url })
  const post = async <Made>(route: string, json: object) =>
    (await client.request({ method: 'POST', path: `/api/3.0/mlflow/${route}`, json })) as Made
  const { secret } = await post<{ secret: { secret_id: string } }>('gateway/secrets/create', {
    secret_name: 'key',
    secret_value: { api_key: 'none' },
    provider: 'openai',
  })
  const defined = { name: 'small', secret_id: secret.secret_id, provider: 'openai', model_name: 'gpt-4o-mini' }
  const { model_definition: model } = await post<{ model_definition: { model_definition_id: string } }>(
    'gateway/model-definitions/create',
    defined,
  )
  const { endpoint } = await post<{ endpoint: { endpoint_id: string } }>('gateway/endpoints/create', {
    name: 'chat',
    model_configs: [{ model_definition_id: model.model_definition_id, linkage_type: 'PRIMARY', weight: 1 }],
  })
  const scorer = { experiment_id: '0', name: 'judge', serialized_scorer: '{"name": "judge"}' }
  const { scorer_id } = await post<{ scorer_id: string }>('scorers/register', scorer)
  await post('gateway/endpoints/bindings/create', {
    endpoint_id: endpoint.endpoint_id,
    resource_type: 'scorer',
    resource_id: scorer_id,
  })
  await post('gateway/guardrails/create', {
    name: 'polite',
    scorer_id,
    scorer_version: 1,
    stage: 'BEFORE',
    action: 'VALIDATION',
  })
  await post('gateway/budgets/create', {
    budget_unit: 'USD',
    budget_amount: 5,
    duration: { unit: 'DAYS', value: 1 },
    target_scope: 'GLOBAL',
    budget_action: 'ALERT',
  })

  const { signal } = new AbortController()
  for (const kind of kinds) {
    expect([kind, await countOthers(`gateway ${kind}`, { client, facts: unknownFacts() }, signal)]).toEqual([kind, 1])
  }
})
