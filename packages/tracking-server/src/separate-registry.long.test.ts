import {
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

test('the registry first, and then the tracking server: equal', async () => {
  await using target = await startMlflowServer()

  await copySeparate(separate, { to: target, of: 'both', selection: { models: ['*'] } })
  await copySeparate(separate, { to: target, of: 'both', selection: { prompts: ['*'] } })
  await copySeparate(separate, { to: target, of: 'tracking' })

  expect(await registryContentOf(target)).toEqual(whole)
  const { kinds } = await copySeparate(separate, { to: target, of: 'both' })
  expect(Object.values(kinds).filter(({ created, updated, failed }) => created + updated + failed > 0)).toEqual([])
})

test('versions of a registry arrive with their files where nobody names the server of their runs, and say so', async () => {
  await using target = await startMlflowServer()

  const report = await copySeparate(separate, { to: target, of: 'registry', selection: { models: ['churn'] } })

  expect(report.kinds.modelVersion).toMatchObject({ failed: 0 })
  const waiting = report.pending.map(({ target: { id }, field }) => `${id} ${field}`)
  expect(waiting).toEqual(expect.arrayContaining(['churn/1 run', 'churn/2 run', 'churn/4 run']))
  expect((await registryContentOf(target)).files).toEqual(['net', 'own', 'trained'])
})
