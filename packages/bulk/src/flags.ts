import { Flags } from '@oclif/core'

export const experimentsFlags = {
  experiments: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Names or ids separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
}

export const modelsFlags = {
  models: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Names separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
}

export const versionFlags = {
  stages: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Just versions in these stages: None, Staging, Production, Archived, separated by commas.',
  }),
  'export-latest-versions': Flags.boolean({
    helpGroup: 'SELECTION',
    allowNo: true,
    summary: 'Just the newest version of each stage.',
  }),
}

interface VersionFlags {
  readonly stages: string | undefined
  readonly 'export-latest-versions': boolean
}

/** What the version flags mean as a selection. */
export function versionsOf(flags: VersionFlags): { stages?: readonly string[]; latestVersions: boolean } {
  const stages = (flags.stages ?? '')
    .split(',')
    .map((stage) => stage.trim())
    .filter((stage) => stage !== '')
  return { latestVersions: flags['export-latest-versions'], ...(stages.length > 0 ? { stages } : {}) }
}
