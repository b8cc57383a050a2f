import { plural, type Reported, sameCommand } from '@mlferry/cli-kit'
import { redact } from '@mlferry/core'
import type { MigrateResult } from '../migrate-result.ts'
import { cutOverText } from './cut-over.ts'

interface Ending {
  /** The words of the same migration without questions. */
  readonly again: readonly string[]
  /** How many catch-ups there may be. */
  readonly most: number
}

/** The end for a reader: what is left to do, or why it is not time for that. */
export function endText(
  {
    settled,
    cutOver,
    reportFile,
    htmlFile,
  }: Pick<Reported<MigrateResult>, 'settled' | 'cutOver' | 'reportFile' | 'htmlFile'>,
  { again, most }: Ending,
): string {
  const goOn = `run the same command again:\n\n    ${sameCommand(again)}`
  const what = cutOver
    ? `What is left to do:\n\n${cutOverText(cutOver)}`
    : settled
      ? `Not equal yet. See the differences above, repair their cause, and ${goOn}`
      : `It does not settle: the source still changed at ${plural(most, 'catch-up')}. Stop what writes to it, or give more --passes, and ${goOn}`
  return `${what}\n\nReport  ${redact(htmlFile)}\nJSON    ${redact(reportFile)}`
}
