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

test('tracking at one server and the registry at another, copied at once or one after the other, are equal at one target', async () => {
  await using atOnce = await startMlflowServer()
  await using inTurn = await startMlflowServer()

  const both = await copyTo(atOnce, { of: 'both' })
  await copyTo(inTurn, { of: 'tracking' })
  const models = await copyTo(inTurn, { of: 'registry', selection: { models: ['*'] } })
  await copyTo(inTurn, { of: 'both', selection: { prompts: ['*'] } })

  expect([...both.objects, ...both.pending, ...models.objects, ...models.pending]).toEqual([])
  for (const target of [atOnce, inTurn]) {
    expect(await registryContentOf(target)).toEqual(whole)
    expect(await written(target)).toEqual([])
  }
})

/** What one more copy of both writes. */
async function written(target: MlflowServer) {
  const { kinds } = await copyTo(target, { of: 'both' })
  return Object.entries(kinds).filter(
    ([, { created, updated, degraded, failed }]) => created + updated + degraded + failed,
  )
}

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
