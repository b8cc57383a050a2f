import { Flags } from '@oclif/core'
import { utcTime } from './utc-time.ts'

const helpGroup = 'SELECTION'

export const deletedFlags = {
  'export-deleted-runs': Flags.boolean({
    helpGroup,
    aliases: ['include-deleted'],
    allowNo: true,
    summary: 'Deleted experiments and runs too; they arrive as deleted. Also --include-deleted.',
  }),
}

export const timeFlags = {
  'run-start-time': utcTime({ helpGroup, summary: 'Only runs that started at or after this moment (UTC).' }),
  'runs-until': utcTime({ helpGroup, summary: 'Only runs that started before this moment (UTC).' }),
}

export interface SelectionFlags {
  readonly 'export-deleted-runs'?: boolean
  readonly 'run-start-time'?: number | undefined
  readonly 'runs-until'?: number | undefined
}

/** The flags as the engine's selection names them. */
export function selectionOf(flags: SelectionFlags): { includeDeleted: boolean; since?: number; until?: number } {
  const { 'export-deleted-runs': includeDeleted = false, 'run-start-time': since, 'runs-until': until } = flags
  return { includeDeleted, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
}
