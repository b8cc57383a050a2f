import { copy, type Selection } from '@mlferry/engine'
import {
  type MlflowServer,
  registryContentOf,
  type SeparateRegistry,
  startMlflowServer,
  startSeparateRegistry,
  separateRegistryContent as whole,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

let separate: SeparateRegistry

beforeAll(async () => {
  separate = await startSeparateRegistry()
})
afterAll(() => separate[Symbol.asyncDispose]())

test('the registry first, and then the tracking server: equal', async () => {
  await using target = await startMlflowServer()

  await copyTo(target, { of: 'both', selection: { models: ['*'] } })
  await copyTo(target, { of: 'both', selection: { prompts: ['*'] } })
  await copyTo(target, { of: 'tracking' })

  expect(await registryContentOf(target)).toEqual(whole)
  const { kinds } = await copyTo(target, { of: 'both' })
  expect(Object.values(kinds).filter(({ created, updated, failed }) => created + updated + failed > 0)).toEqual([])
})

test('versions of a registry arrive with their files where nobody names the server of their runs, and say so', async () => {
  await using target = await startMlflowServer()

  const report = await copyTo(target, { of: 'registry', selection: { models: ['churn'] } })

  expect(report.kinds.modelVersion).toMatchObject({ failed: 0 })
  const waiting = report.pending.map(({ target: { id }, field }) => `${id} ${field}`)
  expect(waiting).toEqual(expect.arrayContaining(['churn/1 run', 'churn/2 run', 'churn/4 run']))
  expect((await registryContentOf(target)).files).toEqual(['net', 'own', 'trained'])
})

interface Copying {
  readonly of: 'both' | 'tracking' | 'registry'
  readonly selection?: Selection
}

async function copyTo(server: MlflowServer, { of, selection = {} }: Copying) {
  const { tracking, registry, moto } = separate
  const { env } = moto
  const trackingUri = of === 'registry' ? registry.url : tracking.url
  const registryUri = of === 'both' ? registry.url : undefined
  await using source = await openTrackingServer({ trackingUri, registryUri, env })
  await using target = await openTrackingServer({ trackingUri: server.url, env })
  return await copy({ source, target, selection })
}
