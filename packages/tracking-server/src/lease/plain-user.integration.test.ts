import { createClient } from '@mlferry/client'
import { copy } from '@mlferry/engine'
import { fillManyRuns, type MlflowServer, secret, startMlflowServer } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diagnoseServer } from '../doctor/diagnose-server.ts'
import { openTrackingServer } from '../open-tracking-server.ts'

const admin = { username: 'admin', password: secret('of the administrator') }
const user = { username: 'ann', password: secret('of a plain user') }
const env = { MLFLOW_TRACKING_USERNAME: user.username, MLFLOW_TRACKING_PASSWORD: user.password }
let left: MlflowServer
let right: MlflowServer

beforeAll(async () => {
  ;[left, right] = await Promise.all([startMlflowServer(), startMlflowServer({ basicAuth: admin })])
  await fillManyRuns(left, { experiment: 'many', runs: 3 })
  const asAdmin = { MLFLOW_TRACKING_USERNAME: admin.username, MLFLOW_TRACKING_PASSWORD: admin.password }
  await using client = await createClient({ trackingUri: right.url, env: asAdmin })
  await client.request({ method: 'POST', path: '/api/2.0/mlflow/users/create', json: user })
})

afterAll(async () => {
  await left?.close()
  await right?.close()
})

test('doctor warns a user who may not write the lease, and says how to get it', async () => {
  const findings = await Array.fromAsync(diagnoseServer({ trackingUri: right.url, env, write: true }))

  expect(findings.filter(({ status }) => status === 'failed')).toEqual([])
  expect(findings).toContainEqual(expect.objectContaining({ check: 'lease', status: 'warning' }))
})

test('a user who may not write the lease copies without one, and is told', async () => {
  const notes: string[] = []
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url, env, onWarning: (note) => notes.push(note) })
  const { signal } = new AbortController()

  const report = await copy({ source, target, beforeWrite: async (creating, job) => job.prepare?.(creating, signal) })

  expect(report.kinds.run).toMatchObject({ created: 3 })
  // The default one is the administrator's, and has all that the source says of it.
  expect(report.kinds.experiment).toMatchObject({ created: 1, failed: 0, degraded: 0 })
  expect(notes).toContainEqual(expect.stringMatching(/^No lease on /))
})
