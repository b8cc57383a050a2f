import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** Ends a process that was started `detached`, and all that it started. */
export async function endGroup(server: ChildProcess): Promise<void> {
  if (server.pid === undefined) return
  const ended = server.exitCode === null && server.signalCode === null ? once(server, 'close') : undefined
  try {
    process.kill(-server.pid, 'SIGTERM')
    await Promise.race([ended, sleep(2_000, undefined, { ref: false })])
    process.kill(-server.pid, 'SIGKILL')
  } catch {
    // No process of the group is left.
  }
  await ended
}
