import { redact } from '@mlferry/core'
import type { MigrateFlags } from '../jobs/migration-command.ts'
import type { Road, Wanted } from './road.ts'

/** Flags that say what is copied, and how it arrives. */
const names = [
  'from-registry',
  'to-registry',
  'kinds',
  'exclude-kinds',
  'workspaces',
  'to-workspace',
  'workspace-prefix',
  'import-source-tags',
  'experiment-prefix',
  'experiment-rename-file',
  'model-rename-file',
  'export-deleted-runs',
  'update-originals',
  'as-new-copies',
] as const satisfies readonly (keyof MigrateFlags)[]

/** The migration that the command line means. */
export function wantedBy(flags: MigrateFlags): Wanted {
  const { from, to, 'create-app': appName, region } = flags
  return { from: from && redact(from), to: to && redact(to), appName, region, options: optionsIn(flags) }
}

/** Answers to later questions, which count instead of those of an earlier start. */
export function answersIn(flags: MigrateFlags): Pick<Road, 'onConflict' | 'acceptsLosses'> {
  const { 'on-conflict': onConflict, 'accept-degraded': acceptsLosses } = flags
  return { ...(onConflict && { onConflict }), ...(acceptsLosses && { acceptsLosses }) }
}

/** Those that were given, or that have a default. An address keeps no password. */
function optionsIn(flags: MigrateFlags): Road['options'] {
  const given = names.map((name) => [name, flags[name]] as const)
  return Object.fromEntries(
    given.flatMap(([name, value]) => {
      if (value === undefined) return []
      return [[name, typeof value === 'string' ? redact(value) : value]]
    }),
  )
}

/** The words of a command that goes on with a migration, also from another machine, and asks nothing. */
export function againWords(bin: string, { from = '', to = '', options, onConflict = [], acceptsLosses }: Road) {
  return [
    ...[bin, 'migrate', '--from', from, '--to', to, ...optionWords(options)],
    ...onConflict.flatMap((rule) => ['--on-conflict', rule]),
    ...(acceptsLosses ? ['--accept-degraded'] : []),
    '--yes',
  ]
}

function optionWords(options: Road['options']): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === 'string') return [`--${name}`, value]
    if (name === 'export-deleted-runs') return value ? [] : [`--no-${name}`]
    return value ? [`--${name}`] : []
  })
}
