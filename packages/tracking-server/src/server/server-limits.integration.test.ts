import { createClient, isHttpError, type MlflowClient } from '@mlferry/client'
import { mlflowVersionsUnderTest, startMlflowServer } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { limitsOf } from './server-limits.ts'

const inKeys = ['/', '_', '.', '-', ' ', ':', '@', '#', '%', '+', '(', ',', '"', 'é', '価', '٣', 'e\u0301', '🚀']

test.each(mlflowVersionsUnderTest())('MLflow %s takes what its limits say, and nothing beyond', async (version) => {
  await using server = await startMlflowServer({ version })
  await using client = await createClient({ trackingUri: server.url })
  const { key, keyRefuses, param, runTag, experimentTag } = limitsOf(version)
  const keeps = await keeping(client)

  // Characters, not bytes.
  expect(await keeps.param('key', 'ä'.repeat(param))).toBe(true)
  expect(await keeps.param('too long', 'ä'.repeat(param + 1))).toBe(false)
  expect(await keeps.runTag('key', 'ä'.repeat(runTag))).toBe(true)
  expect(await keeps.runTag('too long', 'ä'.repeat(runTag + 1))).toBe(false)
  expect(await keeps.experimentTag('key', 'ä'.repeat(experimentTag))).toBe(true)
  expect(await keeps.experimentTag('too long', 'ä'.repeat(experimentTag + 1))).toBe(false)
  expect(await keeps.runTag('k'.repeat(key), 'v')).toBe(true)
  expect(await keeps.runTag('k'.repeat(key + 1), 'v')).toBe(false)
  for (const character of inKeys) {
    const name = `in ${character} key`
    const taken = { param: await keeps.param(name, 'v'), tag: await keeps.experimentTag(name, 'v') }
    const fits = !keyRefuses.test(name)
    expect([character, taken]).toEqual([character, { param: fits, tag: fits }])
  }
  for (const path of asPaths) {
    const taken = { param: await keeps.param(path, 'v'), tag: await keeps.experimentTag(path, 'v') }
    const fits = path !== '' && !keyRefuses.test(path)
    expect([path, taken]).toEqual([path, { param: fits, tag: fits }])
    const renamed = path.replace(new RegExp(keyRefuses, 'gu'), '_') || '_'
    expect([path, await keeps.param(renamed, 'v')]).toEqual([path, true])
  }
})

const asPaths = [
  '/a',
  '//a',
  'a//b',
  'a/',
  '.',
  './a',
  'a/.',
  'a/./b',
  '..',
  '../a',
  'a/..',
  'a/../b',
  '..a',
  '',
  'a/..b',
  '.a/b',
  'a..b',
  '...',
]

type Keeps = (key: string, value: string) => Promise<boolean>

/** Writes one value and tells whether it can be read again as it was. */
async function keeping(client: MlflowClient): Promise<Record<'param' | 'runTag' | 'experimentTag', Keeps>> {
  const experimentId = await client.experiments.create({ name: 'limits' })
  const { info } = await client.runs.create({ experimentId, startTime: 1 })
  const runId = info.run_id
  const run = async () => (await client.runs.get({ runId })).data
  const experiment = () => client.experiments.get({ experimentId })
  return {
    param: async (key, value) =>
      (await taken(client.runs.logBatch({ runId, params: [{ key, value }] }))) &&
      holds((await run())?.params, key, value),
    runTag: async (key, value) =>
      (await taken(client.runs.logBatch({ runId, tags: [{ key, value }] }))) && holds((await run())?.tags, key, value),
    experimentTag: async (key, value) =>
      (await taken(client.experiments.setTag({ experimentId, key, value }))) &&
      holds((await experiment()).tags, key, value),
  }
}

type Tags = readonly { readonly key?: string; readonly value?: string }[] | undefined

function holds(tags: Tags, key: string, value: string): boolean {
  return tags?.some((tag) => tag.key === key && tag.value === value) ?? false
}

async function taken(write: Promise<void>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (isHttpError(error) && error.status === 400) return false
    throw error
  }
}
