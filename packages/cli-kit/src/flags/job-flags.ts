import { Flags } from '@oclif/core'
import type { KindFlags } from './choose-kinds.ts'

const helpGroup = 'JOB'

/** What every command that copies understands. */
export const jobFlags = {
  quiet: Flags.boolean({ helpGroup, char: 'q', summary: 'Show no progress, only the result.' }),
  verbose: Flags.boolean({
    helpGroup,
    char: 'v',
    summary: 'Show one line for each object, and all fields that the target cannot set.',
  }),
  kinds: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Only these kinds of object and what holds them, such as runs,traces.',
  }),
  'exclude-kinds': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'All kinds of object except these and what they hold, such as traces,webhooks.',
  }),
  check: Flags.option({
    helpGroup,
    helpValue: '<how far>',
    options: ['quick', 'deep'] as const,
    default: 'quick',
    summary:
      'quick: compare earlier copies as listings show them; deep: read them again, for points and files that were added later.',
  })(),
  'dry-run': Flags.boolean({
    helpGroup,
    summary: 'Write nothing. Say what would happen to every object, and why.',
  }),
  concurrency: Flags.integer({
    helpGroup,
    helpValue: '<n>',
    min: 1,
    max: 256,
    default: 8,
    summary: 'How many objects and files to copy at the same time.',
  }),
  'accept-degraded': Flags.boolean({
    helpGroup,
    summary: 'Exit with 0 although objects lost something that the target cannot hold. They are still named.',
  }),
  report: Flags.string({ helpGroup, helpValue: '<file>', summary: 'File for the JSON report.' }),
  'state-dir': Flags.string({ helpGroup, helpValue: '<dir>', summary: 'Folder for report and id map.' }),
}

export interface JobFlags extends KindFlags {
  readonly check: 'quick' | 'deep'
  readonly concurrency: number
  readonly 'accept-degraded': boolean
  readonly 'dry-run': boolean
  /** Of commands that write to a server. */
  readonly 'on-conflict'?: string[] | undefined
  /** Of commands that write to a server. */
  readonly 'update-originals'?: boolean
  /** Of commands that write to a server. */
  readonly 'as-new-copies'?: boolean
  /** Of commands that write to a server, in seconds. */
  readonly wait?: number | undefined
  readonly quiet: boolean
  readonly verbose: boolean
  readonly report: string | undefined
  readonly 'state-dir': string | undefined
}
