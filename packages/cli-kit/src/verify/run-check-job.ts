import { redact } from '@mlferry/core'
import type { ExportSummary } from '@mlferry/format'
import { exitCodes } from '../exit-codes.ts'

interface CheckOptions {
  readonly command: string
  readonly allowIncomplete: boolean
  readonly signal: AbortSignal
}

/** What `mlferry verify --input-dir` returns. */
export interface CheckResult extends Omit<ExportSummary, 'problems'> {
  readonly command: string
  readonly exitCode: number
  readonly directory: string
  /** Empty: all of it can be read, and what mlferry wrote is what it wrote. */
  readonly problems: readonly {
    readonly ref: ExportSummary['problems'][number]['ref']
    readonly code: string
    readonly message: string
    readonly hint?: string
  }[]
}

/** Reads all of an export directory and tells what is wrong with it. */
export async function runCheckJob(
  directory: string,
  { command, allowIncomplete, signal }: CheckOptions,
): Promise<CheckResult> {
  const { validateExport } = await import('@mlferry/format')
  const { problems, ...counts } = await validateExport(directory, { allowIncomplete, signal })
  const told = problems.map(({ ref, error: { code, message, hint } }) => {
    return { ref, code, message: redact(message), ...(hint ? { hint } : {}) }
  })
  const exitCode = told.length === 0 ? exitCodes.done : exitCodes.someFailed
  return { command, exitCode, directory, ...counts, problems: told }
}
