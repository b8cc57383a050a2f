import { exitCodes } from '../exit-codes.ts'
import type { FoundJob } from '../job/kept-jobs.ts'
import { formatDuration } from './numbers.ts'
import { oneLine } from './object-line.ts'

/** Jobs for a reader: when, what, how it ended, both ends, and where the report lies. */
export function renderJobs(jobs: readonly FoundJob[]): string {
  if (jobs.length === 0) return 'No job was run from this account.'
  return jobs.map(jobText).join('\n\n')
}

function jobText(job: FoundJob): string {
  const { startedAt, durationSeconds, command, dryRun, source, target, folder, report } = job
  const when = `${startedAt.slice(0, 19).replace('T', ' ')} UTC`
  const what = `${command}${dryRun ? ' (dry run)' : ''}`
  return [
    `${when}  ${oneLine(what, 100)}  ${outcomeOf(job)}, ${formatDuration(durationSeconds)}`,
    `  From    ${oneLine(source, 500)}`,
    `  To      ${oneLine(target, 500)}`,
    `  Report  ${oneLine(report ?? `none; see ${folder}`, 500)}`,
  ].join('\n')
}

function outcomeOf({ exitCode, error, command }: FoundJob): string {
  if (exitCode === exitCodes.done) return 'done'
  if (exitCode === exitCodes.interrupted) return 'interrupted'
  if (exitCode === exitCodes.someFailed) return command === 'verify' ? 'not equal' : 'not everything arrived whole'
  return error === undefined ? 'failed' : `failed (${error})`
}
