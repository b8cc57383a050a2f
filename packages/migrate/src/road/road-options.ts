import type { MigrateFlags } from '../jobs/migration-command.ts'
import type { Road } from './road.ts'

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

/** Those that were given, or that have a default. */
export function roadOptions(flags: MigrateFlags): Road['options'] {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = flags[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** As words of a command line. */
export function optionWords(options: Road['options']): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === 'string') return [`--${name}`, value]
    if (name === 'export-deleted-runs') return value ? [] : [`--no-${name}`]
    return value ? [`--${name}`] : []
  })
}
