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
    summary: 'What to compare with: a tracking server, an export directory, or the address of another store.',
  }),
  to: Flags.string({
    ...end,
    env: 'MLFERRY_TO_MLFLOW_TRACKING_URI',
    summary: 'What to check: a tracking server, an export directory, or the address of another store.',
  }),
  ...fromRegistryFlag,
  ...toRegistryFlag,
  'input-dir': Flags.string({
    char: 'i',
    helpGroup: end.helpGroup,
    helpValue: '<dir>',
    summary: 'Check this export directory by itself: is it complete, and is every file as it was written?',
  }),
  'allow-incomplete': Flags.boolean({
    helpGroup: end.helpGroup,
    summary: 'Use an export that was not finished, as it is.',
  }),
  level: Flags.option({
    helpGroup,
    options: verifyLevels,
    default: 'fields' as const,
    summary:
      'counts: is every object there; fields: also all its fields, and files by size; bytes: also every point and byte.',
  })(),
  sample: Flags.integer({
    helpGroup,
    helpValue: '<n>',
    min: 0,
    default: 100,
    summary:
      'How many objects of each kind to read whole, by another route than a copy takes. Objects at a limit are always read so.',
  }),
  seed: Flags.string({ helpGroup, helpValue: '<text>', summary: 'Use the same sample as an earlier verify.' }),
  'no-extra': Flags.boolean({ helpGroup, summary: 'Report objects that only the target has as differences.' }),
  restart: Flags.boolean({ helpGroup, summary: 'Start again, instead of where an interrupted verify stopped.' }),
  kinds,
  'exclude-kinds': excludeKinds,
  quiet,
  concurrency,
  report,
  'state-dir': Flags.string({
    helpGroup: 'JOB',
    helpValue: '<dir>',
    summary: 'Folder for the report, the list of differences, and the notes of an interrupted verify.',
  }),
}
