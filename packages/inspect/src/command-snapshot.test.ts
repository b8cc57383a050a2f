import { describeCommands } from '@mlferry/cli-kit/testing'
import { expect, test } from 'vitest'
import Doctor from './commands/doctor.ts'
import Info from './commands/info.ts'
import Jobs from './commands/jobs.ts'
import Plan from './commands/plan.ts'
import Resolve from './commands/resolve.ts'
import Verify from './commands/verify.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of every command stay', async () => {
  const commands = { doctor: Doctor, info: Info, jobs: Jobs, plan: Plan, resolve: Resolve, verify: Verify }
  await expect(describeCommands(commands)).toMatchFileSnapshot('../command-snapshot.txt')
})
