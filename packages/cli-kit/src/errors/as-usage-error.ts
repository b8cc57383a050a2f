import { stripVTControlCharacters } from 'node:util'
import { redact } from '@mlferry/core'
import { Errors } from '@oclif/core'
import { isUsageError, UsageError } from './usage-error.ts'

/** oclif's own complaints about a command line, in one sentence; any other error stays what it is. */
export function asUsageError(error: unknown, command: string): unknown {
  if (!(error instanceof Error) || !isComplaint(error)) return error
  const text = stripVTControlCharacters(error.message)
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/(Missing required flag )(?=\w)/g, '$1--')
    .replace(/\s*\n\s*/g, '; ')
  return new UsageError(redact(text.endsWith('.') ? text : `${text}.`), `'${command} --help' explains the command.`)
}

/** Also an error of ours from inside a flag's parser: oclif changes its message. */
function isComplaint(error: Error): boolean {
  if (isUsageError(error)) return error.message.startsWith('Parsing --')
  return 'oclif' in error && !(error instanceof Errors.ExitError)
}
