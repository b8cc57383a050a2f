import { UsageError } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { registrationMode } from './servers/registration-mode.ts'

const help = { helpGroup: 'APP' }

/** What can be said of an App when it is made, and changed later. */
export const appFlags = {
  'register-models': Flags.boolean({
    ...help,
    allowNo: true,
    summary: 'Automatic model registration: each registered model becomes a model package group. A new App has it off.',
  }),
  'maintenance-window': Flags.string({
    ...help,
    helpValue: '<Tue:03:30>',
    parse: async (text) => maintenanceWindow(text),
    summary: 'When its weekly maintenance begins: day, hour and minute, UTC.',
  }),
  'account-default': Flags.boolean({
    ...help,
    allowNo: true,
    summary: 'Make it the default App of the account.',
  }),
  'default-domain': Flags.string({
    ...help,
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '<d-…>',
    summary: 'A Studio domain whose default App it is; several times for several.',
  }),
}

interface AppFlags {
  readonly 'register-models'?: boolean
  readonly 'maintenance-window'?: string | undefined
  readonly 'account-default'?: boolean
  readonly 'default-domain'?: readonly string[] | undefined
}

/** The flags that were given, in AWS's fields. */
export function appFields(flags: AppFlags) {
  const { 'register-models': registers, 'maintenance-window': window, 'account-default': isDefault } = flags
  const { 'default-domain': domains } = flags
  return {
    ...(registers !== undefined && { ModelRegistrationMode: registrationMode(registers) }),
    ...(window !== undefined && { WeeklyMaintenanceWindowStart: window }),
    ...(isDefault !== undefined && { AccountDefaultStatus: isDefault ? ('ENABLED' as const) : ('DISABLED' as const) }),
    ...(domains !== undefined && { DefaultDomainIdList: domains }),
  }
}

/** AWS's own text has TUE:03:30, which the service does not take. Throws UsageError. */
function maintenanceWindow(text: string): string {
  const [, day = '', time = ''] = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*:((?:[01]\d|2[0-3]):[0-5]\d)$/i.exec(text) ?? []
  if (day === '') throw new UsageError(`${text} is no maintenance window such as Tue:03:30.`)
  return `${day.charAt(0).toUpperCase()}${day.slice(1).toLowerCase()}:${time}`
}
