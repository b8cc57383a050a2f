import { describeCommands } from '@mlferry/cli-kit/testing'
import { expect, test } from 'vitest'
import commands from './commands.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of every command stay', async () => {
  await expect(describeCommands(commands)).toMatchFileSnapshot('../command-snapshot.txt')
})
