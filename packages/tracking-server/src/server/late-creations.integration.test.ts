import { copy } from '@mlferry/engine'
import { actLate, delay, type MlflowServer, postToServer, startMlflowServer, startProxy } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'

interface FoundRuns {
  readonly runs?: readonly { readonly data: { readonly metrics?: readonly { readonly key: string }[] } }[]
}

test('points of a model go to the runs that a job writes, not to copies of these that come late', async () => {
  await using left = await startMlflowServer()
  await using right = await startMlflowServer()
  await evaluateModel(left, { runs: 4 })
  await using proxy = await startProxy(right.url)
  proxy.rule({ match: { method: 'POST', path: /runs\/create$/ }, times: 12, action: actLate(300) })
  proxy.rule({ match: { method: 'POST', path: /logged-models$/ }, action: delay(1500) })
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: proxy.url })

  const { objects } = await copy({ source, target })

  expect(objects).toEqual([])
  const shown = await metricsOf(right, 'ACTIVE_ONLY')
  expect(shown).toEqual(Array.from({ length: 4 }, () => ['quality']))
  const hidden = await metricsOf(right, 'DELETED_ONLY')
  expect(hidden.length).toBeGreaterThanOrEqual(4)
  expect(hidden.flat()).toEqual([])
})

/** A model with one point on each of some runs, none of which made it. */
async function evaluateModel({ url }: MlflowServer, { runs }: { readonly runs: number }): Promise<void> {
  const { model } = await postToServer<{ model: { info: { model_id: string } } }>(url, 'logged-models', {
    experiment_id: '0',
    name: 'evaluated',
  })
  for (let start = 1; start <= runs; start++) {
    const { run } = await postToServer<{ run: { info: { run_id: string } } }>(url, 'runs/create', {
      experiment_id: '0',
      start_time: start,
    })
    const point = { key: 'quality', value: start, step: 0, timestamp: start, model_id: model.info.model_id }
    await postToServer(url, 'runs/log-batch', { run_id: run.info.run_id, metrics: [point] })
    await postToServer(url, 'runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: start })
  }
}

/** The keys of each run. */
async function metricsOf({ url }: MlflowServer, view: 'ACTIVE_ONLY' | 'DELETED_ONLY'): Promise<string[][]> {
  const search = { experiment_ids: ['0'], run_view_type: view }
  const { runs = [] } = await postToServer<FoundRuns>(url, 'runs/search', search)
  return runs.map(({ data }) => (data.metrics ?? []).map(({ key }) => key))
}
