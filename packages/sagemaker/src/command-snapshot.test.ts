import type { Command } from '@oclif/core'
import { expect, test } from 'vitest'
import CreateApp from './commands/sagemaker/create-app.ts'
import Delete from './commands/sagemaker/delete.ts'
import Describe from './commands/sagemaker/describe.ts'
import List from './commands/sagemaker/list.ts'
import Open from './commands/sagemaker/open.ts'
import Policy from './commands/sagemaker/policy.ts'
import Resize from './commands/sagemaker/resize.ts'
import ResumeRegistration from './commands/sagemaker/resume-registration.ts'
import Start from './commands/sagemaker/start.ts'
import Stop from './commands/sagemaker/stop.ts'
import UpdateApp from './commands/sagemaker/update-app.ts'
import Wait from './commands/sagemaker/wait.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('arguments and flags of every command stay', async () => {
  const commands = {
    'sagemaker create-app': CreateApp,
    'sagemaker delete': Delete,
    'sagemaker describe': Describe,
    'sagemaker list': List,
    'sagemaker open': Open,
    'sagemaker policy': Policy,
    'sagemaker resize': Resize,
    'sagemaker resume-registration': ResumeRegistration,
    'sagemaker start': Start,
    'sagemaker stop': Stop,
    'sagemaker update-app': UpdateApp,
    'sagemaker wait': Wait,
  }
  const text = Object.entries(commands).flatMap(([id, command]) => [id, ...describe(command), ''])
  await expect(text.join('\n')).toMatchFileSnapshot('../command-snapshot.txt')
})

function describe({ args, flags }: Pick<typeof Command, 'args' | 'flags'>): string[] {
  const described = Object.entries(flags).map(([name, { type, aliases: also, char, required }]) => {
    return [`  --${name}`, type, char && `-${char}`, required && 'required', ...(also ?? [])].filter(Boolean).join(' ')
  })
  return [...Object.keys(args).map((name) => `  ${name.toUpperCase()}`), ...described.sort()]
}
