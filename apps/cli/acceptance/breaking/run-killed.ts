import { setTimeout as sleep } from 'node:timers/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import type { ProxyRecord, startProxy } from '@mlferry/test-kit'
import { runJob } from '../../src/run-job.ts'
import { runMlferry } from '../../src/run-mlferry.ts'
import type { RunNodeOptions } from '../../src/run-node.ts'

export interface Killing extends RunNodeOptions {
  /** Between the command and the server whose requests count. */
  readonly proxy: Awaited<ReturnType<typeof startProxy>>
  /** What brings the job forward. */
  readonly counts: (request: Pick<ProxyRecord, 'method' | 'path' | 'route'>) => boolean
  readonly kills: number
  /** Requests that count in a job that is left alone. */
  readonly expected: number
  readonly random: () => number
}

/** This share of a job is done when it is killed for the last time, if nothing has to be done again. */
const share = 0.5

/**
 * Starts a command, kills it at a random instant with SIGKILL, so many times, and each time further on; then lets it end. Prints where
 * it was killed. Throws when a start ended before.
 */
export async function runKilled(argv: readonly string[], killing: Killing): Promise<CopyResult> {
  const { proxy, counts, kills, expected, random } = killing
  const struck: string[] = []
  let left = Number.POSITIVE_INFINITY
  let due = (_route: string) => {}
  proxy.rule({
    match: (request) => {
      if (counts(request) && left-- <= 0) due(`${request.method} ${request.route}`)
      return false
    },
    action: { type: 'delay', milliseconds: 0 },
  })
  for (let kill = 1; kill <= kills; kill++) {
    const stop = new AbortController()
    left = Math.floor((random() * 2 * share * expected) / kills)
    const later = random() * 30
    due = (route) => {
      due = () => {}
      struck.push(route)
      void sleep(later).then(() => stop.abort())
    }
    const { exitCode, stderr, stdout } = await runMlferry(argv, { ...killing, kill: stop.signal })
    if (exitCode !== null) throw new Error(`start ${kill} ended with ${exitCode}:\n${stderr}${stdout}`)
  }
  due = () => {}
  left = Number.POSITIVE_INFINITY
  console.log(
    `killed at ${[...Map.groupBy(struck, (route) => route)].map(([route, all]) => `${all.length} ${route}`).join(', ')}`,
  )
  return await runJob(argv, killing)
}
