import type { Command } from '@oclif/core'

/** Names, aliases and flags of commands, for a snapshot that says when one of them goes. */
export function describeCommands(
  commands: Readonly<Record<string, Pick<typeof Command, 'aliases' | 'flags'>>>,
): string {
  const sorted = Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.flatMap(([id, command]) => [id.replace(':', ' '), ...describe(command), '']).join('\n')
}

function describe({ aliases, flags }: Pick<typeof Command, 'aliases' | 'flags'>): string[] {
  const described = Object.entries(flags).map(([name, { type, aliases: also, char, required }]) => {
    return [`  --${name}`, type, char && `-${char}`, required && 'required', ...(also ?? [])].filter(Boolean).join(' ')
  })
  return [...aliases.map((alias) => `  = ${alias}`), ...described.sort()]
}
