import {
  type MlflowServer,
  registryContentOf,
  type SeparateRegistry,
  startMlflowServer,
  startSeparateRegistry,
  separateRegistryContent as whole,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copySeparate } from '../test/copy-separate.ts'

let separate: SeparateRegistry

beforeAll(async () => {
  separate = await startSeparateRegistry()
})
afterAll(() => separate[Symbol.asyncDispose]())

test('tracking at one server and the registry at another, copied at once or one after the other, are equal at one target', async () => {
  await using atOnce = await startMlflowServer()
  await using inTurn = await startMlflowServer()

  const both = await copySeparate(separate, { to: atOnce, of: 'both' })
  await copySeparate(separate, { to: inTurn, of: 'tracking' })
  const models = await copySeparate(separate, { to: inTurn, of: 'registry', selection: { models: ['*'] } })
  await copySeparate(separate, { to: inTurn, of: 'both', selection: { prompts: ['*'] } })

  expect([...both.objects, ...both.pending, ...models.objects, ...models.pending]).toEqual([])
  for (const target of [atOnce, inTurn]) {
    expect(await registryContentOf(target)).toEqual(whole)
    expect(await written(target)).toEqual([])
  }
})

/** What one more copy of both writes. */
async function written(target: MlflowServer) {
  const { kinds } = await copySeparate(separate, { to: target, of: 'both' })
  return Object.entries(kinds).filter(
    ([, { created, updated, degraded, failed }]) => created + updated + degraded + failed,
  )
}
