import { verifyLevels } from '@mlferry/engine'
import { Flags } from '@oclif/core'
import { jobFlags } from './job-flags.ts'
import { fromRegistryFlag, toRegistryFlag } from './registry-flags.ts'

const helpGroup = 'COMPARISON'
const end = { helpGroup: 'SERVER AND DIRECTORY', helpValue: '<uri or dir>', noCacheDefault: true } as const
const { quiet, concurrency, report, kinds, 'exclude-kinds': excludeKinds } = jobFlags

/** What verify understands besides a selection. */
export const verifyFlags = {
  from: Flags.string({
    ...end,
    env: 'MLFERRY_FROM_MLFLOW_TRACKING_URI',
    summary: 'What the target has to be like: a tracking server or an export directory.',
  }),
  to: Flags.string({
    ...end,
    env: 'MLFERRY_TO_MLFLOW_TRACKING_URI',
    summary: 'What is checked: a tracking server or an export directory.',
  }),
  ...fromRegistryFlag,
  ...toRegistryFlag,
  'input-dir': Flags.string({
    char: 'i',
    helpGroup: end.helpGroup,
    helpValue: '<dir>',
    summary: 'Check this export directory by itself: that it is complete, and every file as it was written.',
  }),
  'allow-incomplete': Flags.boolean({
    helpGroup: end.helpGroup,
    summary: 'Take an export that was not finished as it is.',
  }),
  level: Flags.option({
    helpGroup,
    options: verifyLevels,
    default: 'fields' as const,
    summary: 'counts: is every object there; fields: all its fields, files by size; bytes: every point and byte too.',
  })(),
  sample: Flags.integer({
    helpGroup,
    helpValue: '<n>',
    min: 0,
    default: 100,
    summary:
      'Of each kind, so many objects are read whole by another route than a copy takes; all at a limit always are.',
  }),
  seed: Flags.string({ helpGroup, helpValue: '<text>', summary: 'Choose the same sample as an earlier verify.' }),
  'no-extra': Flags.boolean({ helpGroup, summary: 'Objects that only the target has are differences too.' }),
  restart: Flags.boolean({ helpGroup, summary: 'Begin anew instead of where an interrupted verify stopped.' }),
  kinds,
  'exclude-kinds': excludeKinds,
  quiet,
  concurrency,
  report,
  'state-dir': Flags.string({
    helpGroup: 'JOB',
    helpValue: '<dir>',
    summary: 'Where report, list of differences, and what an interrupted verify found go.',
  }),
}
