import { isMlferryError } from '@mlferry/core'
import { exitCodeOfError, exitCodes } from '../exit-codes.ts'
import { type KeptJob, keepJob } from './kept-jobs.ts'
import type { StatePlace } from './state-dir.ts'

type JobStart = Pick<KeptJob, 'command' | 'dryRun' | 'source' | 'target'>

export interface RecordContext {
  readonly env: StatePlace['env']
  readonly signal: AbortSignal
  readonly note: (line: string) => void
}

/** Runs a job and keeps its record, however it ends. `files` are the reports that it wrote. */
export async function keepingRecord<Result extends { readonly exitCode: number }>(
  start: JobStart,
  { env, signal, note }: RecordContext,
  { work, files }: { work: () => Promise<Result>; files: (result: Result) => readonly string[] },
): Promise<Result> {
  const started = new Date()
  const keep = async (end: Pick<KeptJob, 'exitCode' | 'error'>, reports: readonly string[]) => {
    const durationSeconds = (Date.now() - started.getTime()) / 1000
    const job = { startedAt: started.toISOString(), durationSeconds, ...start, ...end }
    // The job itself is done: what became of it must not depend on its record.
    await keepJob(env, job, reports).catch((error) =>
      note(`Note: the record of this job is not kept: ${error.message}`),
    )
  }
  let result: Result
  try {
    result = await work()
  } catch (error) {
    const exitCode = signal.aborted ? exitCodes.interrupted : exitCodeOfError(error)
    await keep({ exitCode, ...(isMlferryError(error) ? { error: error.code } : {}) }, [])
    throw error
  }
  await keep({ exitCode: result.exitCode }, files(result))
  return result
}
