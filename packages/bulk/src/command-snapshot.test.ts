import type { Command } from '@oclif/core'
import { expect, test } from 'vitest'
import CopyAll from './commands/copy/all.ts'
import CopyExperiments from './commands/copy/experiments.ts'
import ExportAll from './commands/export/all.ts'
import ExportExperiments from './commands/export/experiments.ts'
import ImportAll from './commands/import/all.ts'
import ImportExperiments from './commands/import/experiments.ts'

// Scripts depend on these names: one that goes is a breaking change.
test('flags and aliases of every command stay', async () => {
  const commands = {
    'copy all': CopyAll,
    'copy experiments': CopyExperiments,
    'export all': ExportAll,
    'export experiments': ExportExperiments,
    'import all': ImportAll,
    'import experiments': ImportExperiments,
  }
  const described = Object.entries(commands).map(([id, command]) => [id, describe(command)])
  const text = `${JSON.stringify(Object.fromEntries(described), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../command-snapshot.json')
})

function describe({ aliases, flags }: Pick<typeof Command, 'aliases' | 'flags'>) {
  const described = Object.entries(flags).map(([name, { type, aliases: also, char, required }]) => {
    return [name, type, char && `-${char}`, required && 'required', ...(also ?? [])].filter(Boolean).join(' ')
  })
  return { aliases, flags: described.sort() }
}
