import { styleText } from 'node:util'
import { InternalError, isAbort, isMlferryError, redact } from '@mlferry/core'
import { withFlagsThatHelp } from '../errors/flags-that-help.ts'

/** An error for `--json`. */
export interface ErrorJson {
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string }
  readonly exitCode: number
}

export interface RenderErrorOptions {
  readonly stream: NodeJS.WritableStream
  readonly debug: boolean
}

/** What, what to do, and the code. A stack only for our own bugs, or when debugging. */
export function renderError(error: unknown, { stream, debug }: RenderErrorOptions): string {
  const { code, message, hint } = describeError(error)
  const label = styleText(['red', 'bold'], 'Error:', { stream, validateStream: true })
  const lines = [`${label} ${message}`]
  if (hint) lines.push(`  ${hint}`)
  if (code !== 'ERR_USAGE') lines.push(`  code: ${code}`)
  if (debug || code === 'ERR_INTERNAL') lines.push(...stackLines(error))
  return lines.join('\n')
}

export function describeError(error: unknown): ErrorJson['error'] {
  if (!isMlferryError(error) && isAbort(error)) {
    return { code: 'ERR_INTERRUPTED', message: 'Interrupted.', hint: 'Run the same command again to go on.' }
  }
  const known = isMlferryError(error) ? error : unexpected(error)
  const { code } = known
  const hint = hintOfCause(error, tooManyFiles) ?? known.hint ?? hintOfCause(error, hints)
  return withFlagsThatHelp({ code, message: redact(known.message), ...(hint ? { hint: redact(hint) } : {}) })
}

/** What nobody threw on purpose: the system's word where there is one, otherwise a bug of ours. */
function unexpected(error: unknown): { code: string; message: string; hint?: string | undefined } {
  const { code, message, syscall } = error as Partial<NodeJS.ErrnoException>
  if (code !== undefined && syscall !== undefined) return { code: `ERR_${code}`, message: message ?? code }
  return new InternalError(message ?? String(error), { cause: error })
}

/** What helps against the system's refusal that is behind an error. */
function hintOfCause(error: unknown, hintOfCode: ReadonlyMap<string, string>): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const hint = hintOfCode.get(String((each as NodeJS.ErrnoException).code))
    if (hint !== undefined) return hint
  }
  return undefined
}

const fewerFiles = "Too many files are open: raise the limit ('ulimit -n 4096'), or give a lower --concurrency."

/** Comes before what an error says itself: a server that cannot be reached for this reason is well. */
const tooManyFiles = new Map([
  ['EMFILE', fewerFiles],
  ['ENFILE', fewerFiles],
])

const hints = new Map([
  ['EACCES', 'You have no permission for this. Choose another place, or change the permissions.'],
  ['EPERM', 'You have no permission for this. Choose another place, or change the permissions.'],
  ['EROFS', 'This file system is read-only: choose another place.'],
  ['ENOSPC', 'The disk is full. Free some space and run the same command again: it goes on.'],
  ['EDQUOT', 'Your quota is used up. Free some space and run the same command again: it goes on.'],
  ['ENOTDIR', 'There is a file where a folder is needed.'],
])

function stackLines(error: unknown): string[] {
  const lines: string[] = []
  for (let each = error; each instanceof Error; each = each.cause) lines.push(redact(each.stack ?? each.message, 8000))
  return lines
}
