import { stripVTControlCharacters } from 'node:util'
import { Errors } from '@oclif/core'
import { UsageError } from './usage-error.ts'

/** oclif's own complaints about a command line, in one sentence; any other error stays what it is. */
export function asUsageError(error: unknown, command: string): unknown {
  if (!isCliError(error) || error.oclif.exit === 0) return error
  const text = stripVTControlCharacters(error.message)
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/\s*\n\s*/g, '; ')
  return new UsageError(text.endsWith('.') ? text : `${text}.`, `'${command} --help' explains the command.`)
}

function isCliError(error: unknown): error is Errors.CLIError {
  return error instanceof Error && 'oclif' in error && !(error instanceof Errors.ExitError)
}
