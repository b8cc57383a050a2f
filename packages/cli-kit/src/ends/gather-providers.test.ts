import type { AuthProvider } from '@mlferry/client'
import type { Interfaces } from '@oclif/core'
import { expect, test } from 'vitest'
import { gatherProviders } from './gather-providers.ts'

const provider: AuthProvider = { name: 'mine', handles: () => false, connect: () => Promise.reject(new Error()) }

function gather(hook: 'mlferry:auth' | 'mlferry:stores', hooks: { successes: unknown[]; failures: unknown[] }) {
  const plugins = new Map(['ours', 'second', 'bad', 'mute', 'installed'].map((name) => [name, { name }]))
  const warnings: string[] = []
  const config = { plugins, runHook: async () => hooks } as unknown as Interfaces.Config
  const providers = gatherProviders(hook, { config, warn: (message) => warnings.push(message) })
  return providers.then((found) => ({ found, warnings }))
}

test('a plugin whose hook fails is named, the providers of the others count', async () => {
  const { found, warnings } = await gather('mlferry:auth', {
    successes: [
      { result: [provider], plugin: { name: 'ours', type: 'core' } },
      { result: undefined, plugin: { name: 'mute', type: 'user' } },
    ],
    failures: [{ error: new Error('no key'), plugin: { name: 'bad' } }],
  })

  expect(found).toEqual([provider])
  expect(warnings).toEqual([
    'The plugin bad brings no way to sign in, its hook failed: no key',
    'The plugin mute brings no way to sign in: its hook did not return a list of providers.',
  ])
})

test('what the user installed comes before ours, in whatever order the hooks came back', async () => {
  const { found, warnings } = await gather('mlferry:stores', {
    successes: [
      { result: ['second'], plugin: { name: 'second', type: 'core' } },
      { result: ['linked'], plugin: { name: 'installed', type: 'link' } },
      { result: ['ours'], plugin: { name: 'ours', type: 'core' } },
    ],
    failures: [{ error: new Error('no folder'), plugin: { name: 'bad' } }],
  })

  expect(found).toEqual(['linked', 'ours', 'second'])
  expect(warnings).toEqual(['The plugin bad brings no store, its hook failed: no folder'])
})
