import type { AuthProvider } from '@mlferry/client'
import type { Interfaces } from '@oclif/core'
import { expect, test } from 'vitest'
import { gatherProviders } from './gather-providers.ts'

const provider: AuthProvider = { name: 'mine', handles: () => false, connect: () => Promise.reject(new Error()) }

function gather(hook: 'mlferry:auth' | 'mlferry:stores', hooks: { successes: unknown[]; failures: unknown[] }) {
  const warnings: string[] = []
  const config = {
    pjson: { oclif: { plugins: ['ours', 'a-second'] } },
    runHook: async () => hooks,
  } as unknown as Interfaces.Config
  const providers = gatherProviders(hook, { config, warn: (message) => warnings.push(message) })
  return providers.then((found) => ({ found, warnings }))
}

test('a plugin whose hook fails is named, the providers of the others count', async () => {
  const { found, warnings } = await gather('mlferry:auth', {
    successes: [
      { result: [provider], plugin: { name: 'ours' } },
      { result: undefined, plugin: { name: 'mute' } },
    ],
    failures: [{ error: new Error('no key'), plugin: { name: 'bad' } }],
  })

  expect(found).toEqual([provider])
  expect(warnings).toEqual([
    'The plugin bad brings no way to sign in, because its hook failed: no key',
    'The plugin mute brings no way to sign in: its hook did not return a list of providers.',
  ])
})

test('what the user installed comes before ours, in whatever order the hooks came back', async () => {
  const { found, warnings } = await gather('mlferry:stores', {
    successes: [
      { result: ['second'], plugin: { name: 'a-second' } },
      { result: ['y'], plugin: { name: 'y-linked' } },
      { result: ['x'], plugin: { name: 'x-installed' } },
      { result: ['ours'], plugin: { name: 'ours' } },
    ],
    failures: [{ error: new Error('no folder'), plugin: { name: 'bad' } }],
  })

  expect(found).toEqual(['x', 'y', 'ours', 'second'])
  expect(warnings).toEqual(['The plugin bad brings no store, because its hook failed: no folder'])
})
