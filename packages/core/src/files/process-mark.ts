import { hostname } from 'node:os'

/** What a process writes into a file to say that the file is its own. */
export interface ProcessMark {
  readonly pid: number
  readonly host: string
  /** Start time of the process, in milliseconds since 1970. Process numbers are used again. */
  readonly since: number
}

/** Of this process. */
export function ownProcessMark(): ProcessMark {
  return { pid: process.pid, host: hostname(), since: Math.round(performance.timeOrigin) }
}

/** Whether the process that left the mark may still run. Processes of another machine cannot be judged: they may. */
export function mayRun({ pid, host, since }: ProcessMark): boolean {
  if (host !== hostname()) return true
  if (pid === process.pid) return since === Math.round(performance.timeOrigin)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
