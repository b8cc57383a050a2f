import { describeCommands } from '@mlferry/cli-kit/testing'
import { expect, test } from 'vitest'
import Migrate from './commands/migrate.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of the command stay', async () => {
  await expect(describeCommands({ migrate: Migrate })).toMatchFileSnapshot('../command-snapshot.txt')
})
