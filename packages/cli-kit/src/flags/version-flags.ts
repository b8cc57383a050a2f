import { Flags } from '@oclif/core'
import { UsageError } from '../errors/usage-error.ts'

const helpGroup = 'SELECTION'

export const versionFlags = {
  stages: Flags.string({
    helpGroup,
    helpValue: '<list>',
    summary: 'Only versions in these stages, separated by commas: None, Staging, Production, Archived.',
  }),
  'export-latest-versions': Flags.boolean({
    helpGroup,
    allowNo: true,
    summary: 'Only the newest version of each stage.',
  }),
}

export const versionNumberFlags = {
  versions: Flags.string({
    helpGroup,
    helpValue: '<list>',
    exclusive: ['stages'],
    summary: 'Only the versions with these numbers, separated by commas.',
  }),
}

export interface VersionFlags {
  readonly stages: string | undefined
  readonly 'export-latest-versions': boolean
  readonly versions?: string | undefined
}

export interface VersionSelection {
  readonly stages?: readonly string[]
  readonly versions?: readonly number[]
  readonly latestVersions: boolean
}

/** What the version flags mean as a selection. Throws UsageError for what is no number. */
export function versionsOf(flags: VersionFlags): VersionSelection {
  const [stages, versions] = [items(flags.stages), items(flags.versions).map(versionNumber)]
  return {
    latestVersions: flags['export-latest-versions'],
    ...(stages.length > 0 ? { stages } : {}),
    ...(versions.length > 0 ? { versions } : {}),
  }
}

/** Throws UsageError. */
export function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageError(`'${text}' is not the number of a version.`, 'Versions are numbers, such as 3.')
}

function items(list = ''): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
