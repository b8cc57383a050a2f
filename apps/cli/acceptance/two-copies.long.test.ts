import {
  fillManyRuns,
  type MlflowServer,
  postToServer,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const runs = 25
let source: MlflowServer
let target: MlflowServer
let dir: TempDir

beforeAll(async () => {
  dir = await tempDir()
  ;[source, target] = await Promise.all([startMlflowServer(), startMlflowServer()])
  await fillManyRuns(source, { experiment: 'many', runs })
})

afterAll(async () => {
  await source?.close()
  await target?.close()
  await dir?.[Symbol.asyncDispose]()
})

const rounds = Array.from({ length: 20 }, (_, round) => round)

test.each(rounds)('two copies started together double nothing: round %i', async (round) => {
  const waits = round % 2 === 0
  const prefix = `round ${round} `
  const copyOnce = (name: string) =>
    runMlferry(
      [
        ...['copy', 'all', '--from', source.url, '--to', target.url, '--experiment-prefix', prefix, '--quiet'],
        ...['--state-dir', dir.file(name), ...(waits ? ['--wait', '120'] : [])],
      ],
      { cwd: dir.path },
    )

  const results = await Promise.all([copyOnce('first'), copyOnce('second')])

  const codes = results.map(({ exitCode }) => exitCode).sort()
  if (waits) expect(codes, results.map(({ stderr }) => stderr).join('\n')).toEqual([0, 0])
  else expect(codes[0], results.map(({ stderr }) => stderr).join('\n')).toBe(0)
  for (const { exitCode, stderr } of results)
    if (exitCode !== 0) expect(stderr).toContain('is being written by process')
  expect(await sourceIdsIn(`${prefix}many`)).toHaveLength(runs)
  expect(new Set(await sourceIdsIn(`${prefix}many`)).size).toBe(runs)
})

interface Found {
  readonly runs?: readonly { readonly data: { readonly tags: readonly { key: string; value: string }[] } }[]
}

async function sourceIdsIn(experiment: string): Promise<string[]> {
  const byName = `experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`
  const named = await fetch(`${target.url}/api/2.0/mlflow/${byName}`)
  const { experiment: found } = (await named.json()) as { experiment: { experiment_id: string } }
  const search = { experiment_ids: [found.experiment_id], max_results: 1000 }
  const { runs: made = [] } = await postToServer<Found>(target.url, 'runs/search', search)
  return made.map(({ data }) => data.tags.find(({ key }) => key === 'mlferry.source.id')?.value ?? 'none')
}
