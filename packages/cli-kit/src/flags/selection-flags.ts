import type { Selection } from '@mlferry/engine'
import { Flags } from '@oclif/core'
import { utcTime } from './utc-time.ts'

const helpGroup = 'SELECTION'

export const onlyFlags = {
  only: Flags.boolean({
    helpGroup,
    summary: 'Only the named objects and what holds them, without the objects that they need.',
  }),
}

export const nestedRunsFlags = {
  'check-nested-runs': Flags.boolean({
    helpGroup,
    allowNo: true,
    summary: 'Also the runs nested below the run, at any depth.',
  }),
}

export const deletedFlags = {
  'export-deleted-runs': Flags.boolean({
    helpGroup,
    aliases: ['include-deleted'],
    allowNo: true,
    summary: 'Also deleted experiments and runs. They arrive as deleted. Also --include-deleted.',
  }),
}

export const timeFlags = {
  'run-start-time': utcTime({
    helpGroup,
    aliases: ['since'],
    summary: 'Only runs and traces that started at or after this time (UTC). Also --since.',
  }),
  'runs-until': utcTime({
    helpGroup,
    aliases: ['until'],
    summary: 'Only runs and traces that started before this time (UTC). Also --until.',
  }),
}

/** Of what a server is asked: a directory cannot tell. */
export const filterFlags = {
  'run-filter': Flags.string({
    helpGroup,
    helpValue: '<filter>',
    summary: "Only runs that match this filter of MLflow's search: metrics.auc > 0.9 and tags.team = 'risk'.",
  }),
  'trace-filter': Flags.string({
    helpGroup,
    helpValue: '<filter>',
    summary: "Only traces that match this filter of MLflow's search: attributes.status = 'ERROR'.",
  }),
}

export interface SelectionFlags {
  readonly 'export-deleted-runs'?: boolean
  readonly 'run-start-time'?: number | undefined
  readonly 'runs-until'?: number | undefined
  readonly 'run-filter'?: string | undefined
  readonly 'trace-filter'?: string | undefined
}

/** What of experiments is asked for, as the engine's selection names it. */
export type SelectedObjects = Pick<Selection, 'includeDeleted' | 'since' | 'until' | 'filters'>

/** The flags as the engine's selection names them. */
export function selectionOf(flags: SelectionFlags): SelectedObjects {
  const { 'export-deleted-runs': includeDeleted = false, 'run-start-time': since, 'runs-until': until } = flags
  const { 'run-filter': run, 'trace-filter': trace } = flags
  const filters = { ...(run === undefined ? {} : { run }), ...(trace === undefined ? {} : { trace }) }
  return {
    includeDeleted,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
  }
}
