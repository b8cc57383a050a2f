import { Flags } from '@oclif/core'
import type { KindFlags } from './choose-kinds.ts'

const helpGroup = 'JOB'

/** What every command that copies understands. */
export const jobFlags = {
  quiet: Flags.boolean({ helpGroup, char: 'q', summary: 'No progress, only the result.' }),
  verbose: Flags.boolean({
    helpGroup,
    char: 'v',
    summary: 'One line for each object, and all fields that the target cannot set.',
  }),
  kinds: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Just these kinds of object, and what holds them: runs,traces.',
  }),
  'exclude-kinds': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'All but these kinds of object, and what they hold: traces,webhooks.',
  }),
  check: Flags.option({
    helpGroup,
    helpValue: '<how far>',
    options: ['quick', 'deep'] as const,
    default: 'quick',
    summary:
      'quick: what was copied before is compared as listings show it; deep: read again, for points and files that were added later.',
  })(),
  'dry-run': Flags.boolean({
    helpGroup,
    summary: 'Write nothing: say what would become of every object, and why.',
  }),
  concurrency: Flags.integer({
    helpGroup,
    helpValue: '<n>',
    min: 1,
    max: 256,
    default: 8,
    summary: 'Objects and files under way at once.',
  }),
  'accept-degraded': Flags.boolean({
    helpGroup,
    summary: 'Exit 0 when objects lost something that the target cannot hold; they are still named.',
  }),
  report: Flags.string({ helpGroup, helpValue: '<file>', summary: 'Where the JSON report goes.' }),
  'state-dir': Flags.string({ helpGroup, helpValue: '<dir>', summary: 'Where report and id map go.' }),
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
