import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MemoryStore } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'

test('a filter that the server does not understand ends the job before anything is written', async () => {
  const server = createServer((request, response) => {
    const route = (request.url ?? '').replace(/\?.*/, '').replace(/^.*\/mlflow\//, '')
    response.setHeader('content-type', 'application/json')
    if (route === '/version') response.end('3.1.0')
    else if (route === 'experiments/search') response.end(JSON.stringify({ experiments: [experiment] }))
    else if (route === 'runs/search') {
      const body = { error_code: 'INVALID_PARAMETER_VALUE', message: "Invalid clause 'auc'" }
      response.writeHead(400).end(JSON.stringify(body))
    } else response.end('{}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const trackingUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const source = await openTrackingServer({ trackingUri, env: {} })
  const target = new MemoryStore('new')

  const copied = copy({ source, target, selection: { filters: { run: 'auc' } } })

  await expect(copied).rejects.toMatchObject({
    code: 'ERR_FILTER_REFUSED',
    message: expect.stringContaining("Invalid clause 'auc'"),
  })
  expect(target.objects.size).toBe(0)
  await source[Symbol.asyncDispose]()
  server.close()
})

const experiment = {
  experiment_id: '7',
  name: 'churn',
  lifecycle_stage: 'active',
  artifact_location: 'mlflow-artifacts:/7',
  creation_time: 1,
  last_update_time: 1,
}
