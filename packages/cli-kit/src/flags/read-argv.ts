import type { Interfaces } from '@oclif/core'
import { distance } from 'fastest-levenshtein'
import { UsageError } from '../errors/usage-error.ts'

type FlagInput = Interfaces.FlagInput
type AnyFlag = FlagInput[string]

// The words that the Python tool takes for a boolean.
const words = new Map([
  ...['true', 't', 'yes', 'y', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', 'off', '0'].map((word) => [word, false] as const),
])

/**
 * The arguments as oclif's parser takes them: `--flag true`, `--flag=false` and the like become plain flags, for boolean flags
 * only. A flag that is not there is refused with the nearest one that is, before its value is taken for an argument.
 */
export function readArgv(argv: readonly string[], { flags, command }: { flags: FlagInput; command: string }): string[] {
  const byName = flagsByName(flags)
  const out: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const token = argv[at] ?? ''
    if (token === '--') return [...out, ...argv.slice(at)]
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/su.exec(token) ?? []
    const flag = name === undefined ? shortFlag(token, flags) : byName.get(name)
    if (name !== undefined && !flag) throw unknownFlag(name, { known: [...byName.keys()], command })
    if (!flag || (name === undefined && flag.flag.type === 'boolean')) {
      out.push(token)
    } else if (flag.flag.type === 'boolean') {
      const word = value ?? followingWord(argv[at + 1])
      if (value === undefined && word !== undefined) at++
      out.push(...plainBoolean(flag, word === undefined ? true : truth(word, name ?? '')))
    } else {
      out.push(token)
      // Whatever follows is its value, dashes or not.
      if (value === undefined && at + 1 < argv.length && (name !== undefined || token.length === 2))
        out.push(argv[++at] ?? '')
    }
  }
  return out
}

interface NamedFlag {
  readonly flag: AnyFlag
  readonly name: string
  readonly negated: boolean
}

function flagsByName(flags: FlagInput): Map<string, NamedFlag> {
  const byName = new Map<string, NamedFlag>()
  for (const [name, flag] of Object.entries(flags)) {
    for (const each of [name, ...(flag.aliases ?? [])]) {
      byName.set(each, { flag, name, negated: false })
      if (flag.type === 'boolean' && flag.allowNo) byName.set(`no-${each}`, { flag, name, negated: true })
    }
  }
  return byName
}

function shortFlag(token: string, flags: FlagInput): NamedFlag | undefined {
  if (!/^-[A-Za-z]/.test(token)) return undefined
  const found = Object.entries(flags).find(([, flag]) => flag.char === token[1])
  return found && { name: found[0], flag: found[1], negated: false }
}

function followingWord(next: string | undefined): string | undefined {
  return next !== undefined && words.has(next.toLowerCase()) ? next : undefined
}

function truth(word: string, name: string): boolean {
  const value = words.get(word.toLowerCase())
  if (value === undefined) throw new UsageError(`--${name} takes true or false, not '${word}'.`)
  return value
}

/** A flag that cannot be negated is off when it is left out. */
function plainBoolean({ flag, name, negated }: NamedFlag, given: boolean): string[] {
  if (given !== negated) return [`--${name}`]
  return flag.type === 'boolean' && flag.allowNo ? [`--no-${name}`] : []
}

function unknownFlag(name: string, { known, command }: { known: readonly string[]; command: string }): UsageError {
  const nearest = known.toSorted((a, b) => distance(a, name) - distance(b, name))[0]
  const near = nearest !== undefined && distance(nearest, name) <= Math.max(2, name.length / 3)
  const suggestion = near ? ` Did you mean --${nearest}?` : ''
  return new UsageError(`${command} has no flag --${name}.${suggestion}`, `'${command} --help' lists its flags.`)
}
