import {
  fromRegistryFlag,
  jobFlags,
  renameFlags,
  sourceServiceFlags,
  sourceTagsFlags,
  targetServiceFlags,
  toFlags,
  workspaceFlags,
} from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'

const { 'dry-run': _, report: __, ...ofJob } = jobFlags
const end = { helpValue: '<uri>', helpGroup: 'SERVER AND DIRECTORY', noCacheDefault: true } as const
const newApp = 'A NEW APP OF SAGEMAKER'

export const migrateFlags = {
  ...toFlags,
  from: Flags.string({
    ...end,
    env: 'MLFERRY_FROM_MLFLOW_TRACKING_URI',
    summary: 'Tracking server to leave, export directory, or the address of another store.',
  }),
  to: Flags.string({
    ...end,
    env: 'MLFERRY_TO_MLFLOW_TRACKING_URI',
    exclusive: ['create-app'],
    summary: 'Tracking server to go to, or the address of another store.',
  }),
  ...fromRegistryFlag,
  'create-app': Flags.string({
    helpGroup: newApp,
    helpValue: '<name>',
    summary: 'Make an App of this name and go to it.',
  }),
  'artifact-store': Flags.string({
    helpGroup: newApp,
    helpValue: '<s3://…>',
    summary: 'Where its artifacts go: a bucket in its region, and a prefix.',
  }),
  role: Flags.string({ helpGroup: newApp, helpValue: '<arn>', summary: 'The role that it acts in.' }),
  region: Flags.string({
    helpGroup: newApp,
    helpValue: '<region>',
    summary:
      'Where it is made, or where the list of Apps to choose from is read. Default: AWS_REGION, or that of the profile.',
  }),
  yes: Flags.boolean({
    char: 'y',
    summary: 'Ask nothing: do what the flags say. What they leave open is an error that names the flag.',
  }),
  passes: Flags.integer({
    helpGroup: 'JOB',
    helpValue: '<n>',
    min: 1,
    default: 5,
    summary: 'How often to copy what changed meanwhile, at most.',
  }),
  restart: Flags.boolean({
    helpGroup: 'JOB',
    summary: 'Forget the answers of an earlier start with the same ends: plan and ask again.',
  }),
  report: Flags.string({
    helpGroup: 'JOB',
    helpValue: '<file>',
    summary: 'File for the JSON report. A page of the same name lies beside it.',
  }),
  ...sourceServiceFlags,
  ...targetServiceFlags,
  ...workspaceFlags,
  ...sourceTagsFlags,
  ...renameFlags,
  'export-deleted-runs': Flags.boolean({
    helpGroup: 'SELECTION',
    aliases: ['include-deleted'],
    allowNo: true,
    default: true,
    summary: 'Also deleted experiments and runs. They arrive as deleted. Default here: yes.',
  }),
  ...ofJob,
}
