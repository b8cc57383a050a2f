import type { Command } from '@oclif/core'
import { expect, test } from 'vitest'
import CopyExperiment from './commands/copy/experiment.ts'
import CopyRun from './commands/copy/run.ts'
import ExportExperiment from './commands/export/experiment.ts'
import ExportRun from './commands/export/run.ts'
import ImportExperiment from './commands/import/experiment.ts'
import ImportRun from './commands/import/run.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of every command stay', async () => {
  const commands = {
    'copy experiment': CopyExperiment,
    'copy run': CopyRun,
    'export experiment': ExportExperiment,
    'export run': ExportRun,
    'import experiment': ImportExperiment,
    'import run': ImportRun,
  }
  const text = Object.entries(commands).flatMap(([id, command]) => [id, ...describe(command), ''])
  await expect(text.join('\n')).toMatchFileSnapshot('../command-snapshot.txt')
})

function describe({ aliases, flags }: Pick<typeof Command, 'aliases' | 'flags'>): string[] {
  const described = Object.entries(flags).map(([name, { type, aliases: also, char, required }]) => {
    return [`  --${name}`, type, char && `-${char}`, required && 'required', ...(also ?? [])].filter(Boolean).join(' ')
  })
  return [...aliases.map((alias) => `  = ${alias}`), ...described.sort()]
}
