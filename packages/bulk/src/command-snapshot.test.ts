import type { Command } from '@oclif/core'
import { expect, test } from 'vitest'
import CopyAll from './commands/copy/all.ts'
import CopyExperiments from './commands/copy/experiments.ts'
import CopyModels from './commands/copy/models.ts'
import Doctor from './commands/doctor.ts'
import ExportAll from './commands/export/all.ts'
import ExportExperiments from './commands/export/experiments.ts'
import ExportModels from './commands/export/models.ts'
import ImportAll from './commands/import/all.ts'
import ImportExperiments from './commands/import/experiments.ts'
import ImportModels from './commands/import/models.ts'
import Verify from './commands/verify.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of every command stay', async () => {
  const commands = {
    'copy all': CopyAll,
    'copy experiments': CopyExperiments,
    'copy models': CopyModels,
    doctor: Doctor,
    'export all': ExportAll,
    'export experiments': ExportExperiments,
    'export models': ExportModels,
    'import all': ImportAll,
    'import experiments': ImportExperiments,
    'import models': ImportModels,
    verify: Verify,
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
