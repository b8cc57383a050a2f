import { setTimeout as sleep } from 'node:timers/promises'
import {
  fillManyRuns,
  type MlflowServer,
  postToServer,
  startMlflowServer,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'
import type { RunNodeOptions } from '../src/run-node.ts'

const runs = 60
/** Instead of 90. */
const leaseSeconds = 4
let source: MlflowServer
let target: MlflowServer
let proxy: Awaited<ReturnType<typeof startProxy>>
let dir: TempDir

beforeAll(async () => {
  dir = await tempDir()
  ;[source, target] = await Promise.all([startMlflowServer(), startMlflowServer()])
  proxy = await startProxy(target.url)
  await fillManyRuns(source, { experiment: 'many', runs, metrics: 3, points: 5, artifactsPerRun: 1 })
})

afterAll(async () => {
  await proxy?.close()
  await source?.close()
  await target?.close()
  await dir?.[Symbol.asyncDispose]()
})

const rounds = Array.from({ length: 20 }, (_, round) => round)

test.each(rounds)(
  'a copy that is stopped beyond its lease doubles nothing when it goes on: round %i',
  async (round) => {
    const prefix = `round ${round} `
    proxy.reset()
    let send: (signal: NodeJS.Signals) => void = () => {}
    const onStart = (given: typeof send) => {
      send = given
    }
    const first = copyOnce('first', prefix, { onStart })
    const madeByFirst = Math.floor(Math.random() * runs * 0.6) + 1
    await created(madeByFirst)
    await sleep(Math.random() * 30)
    send('SIGSTOP')
    const held = holderIn(await leaseOf(target))
    const second = copyOnce('second', prefix)
    // Every other time the first goes on while the second still writes.
    if (round % 2 === 0) await second
    else {
      // What the first had sent may arrive until then, and is none of the second's.
      while (holderIn(await leaseOf(target)) === held) await sleep(20)
      await created(creations() + Math.floor(Math.random() * 0.1 * runs) + 1)
    }
    send('SIGCONT')
    const [stopped, took] = await Promise.all([first, second])

    expect(took.exitCode, took.stderr).toBe(0)
    expect(stopped.stderr, stopped.stderr).toContain('ERR_LEASE_LOST')
    expect(stopped.exitCode).toBe(1)
    await expectWhole(prefix)
    const again = await copyOnce('third', prefix)
    expect(again.exitCode, again.stderr).toBe(0)
    await expectWhole(prefix)
    expect(await leaseOf(target)).not.toContain('until')
  },
)

function copyOnce(name: string, prefix: string, options: Pick<RunNodeOptions, 'onStart'> = {}) {
  return runMlferry(
    [
      ...['copy', 'all', '--from', source.url, '--to', proxy.url, '--experiment-prefix', prefix, '--quiet'],
      ...['--state-dir', dir.file(name), '--wait', '120'],
    ],
    { cwd: dir.path, env: { MLFERRY_TEST_LEASE_SECONDS: String(leaseSeconds) }, ...options },
  )
}

function creations(): number {
  return proxy.counts()['POST /api/2.0/mlflow/runs/create'] ?? 0
}

async function created(count: number): Promise<void> {
  while (creations() < count) await sleep(2)
}

interface Found {
  readonly runs?: readonly { readonly data: { readonly tags: readonly { key: string; value: string }[] } }[]
}

/** Every run once, and none beside them. */
async function expectWhole(prefix: string): Promise<void> {
  const byName = `experiments/get-by-name?experiment_name=${encodeURIComponent(`${prefix}many`)}`
  const named = await fetch(`${target.url}/api/2.0/mlflow/${byName}`)
  const { experiment } = (await named.json()) as { experiment: { experiment_id: string } }
  const search = { experiment_ids: [experiment.experiment_id], max_results: 1000 }
  const { runs: made = [] } = await postToServer<Found>(target.url, 'runs/search', search)
  const tags = made.map(({ data }) => new Map(data.tags.map(({ key, value }) => [key, value])))
  expect(tags).toHaveLength(runs)
  expect(new Set(tags.map((each) => each.get('mlferry.source.id'))).size).toBe(runs)
  expect(tags.filter((each) => !each.has('mlferry.source.fingerprint'))).toEqual([])
}

function holderIn(lease: string): unknown {
  const { job, last } = JSON.parse(lease) as Readonly<Record<string, unknown>>
  return job ?? last
}

/** Who holds the target, or held it last. */
async function leaseOf({ url }: MlflowServer): Promise<string> {
  const answer = await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`)
  const { experiment } = (await answer.json()) as { experiment: { tags: readonly { key: string; value: string }[] } }
  return experiment.tags.find(({ key }) => key === 'mlferry.lease')?.value ?? ''
}
