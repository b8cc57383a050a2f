import type { AuthProvider } from '@mlferry/client'
import type { Interfaces } from '@oclif/core'
import { expect, test } from 'vitest'
import { gatherAuth } from './gather-auth.ts'

test('a plugin whose hook fails is named, the providers of the others count', async () => {
  const provider: AuthProvider = { name: 'mine', handles: () => false, connect: () => Promise.reject(new Error()) }
  const hooks = {
    successes: [
      { result: [provider], plugin: { name: 'good' } },
      { result: undefined, plugin: { name: 'mute' } },
    ],
    failures: [{ error: new Error('no key'), plugin: { name: 'bad' } }],
  }
  const config = { runHook: async () => hooks } as unknown as Interfaces.Config
  const warnings: string[] = []

  const providers = await gatherAuth({ config, warn: (message) => warnings.push(message) })

  expect(providers).toEqual([provider])
  expect(warnings).toEqual([
    'The plugin bad brings no way to sign in, its hook failed: no key',
    'The plugin mute brings no way to sign in: its hook did not return a list of providers.',
  ])
})
