import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type MlflowServer, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

const example = fileURLToPath(new URL('../../../examples/csv-store', import.meta.url))

const files = {
  'team/runs.csv': `run_id,experiment,name,status,start_time,end_time,user,parent_run_id
r1,churn,first,FINISHED,1700000000123,1700000009000,ann,
r2,churn,"second, nested",FAILED,1700000001000,1700000002000,bob,r1
r3,fraud,third,FINISHED,1700000003000,1700000004000,ann,
`,
  'team/params.csv': 'run_id,key,value\nr1,lr,0.1\nr2,layers all,"3,4"\n',
  'team/tags.csv': 'run_id,key,value\nr3,team,risk\n',
  'team/metrics.csv': `run_id,key,step,timestamp,value
r1,loss,0,1700000000200,0.30000000000000004
r2,auc,9007199254740993,1700000001500,0.5
r1,loss,1,1700000000300,-2.5
r1,acc,0,1700000000200,1
`,
  'team/artifacts/r1/model/weights.txt': '1 2 3\n',
}

test('a store is installed by plugins link, and every command takes its address', async () => {
  await using server = await startMlflowServer()
  await using dir = await tempDir(files)
  const env = { XDG_DATA_HOME: dir.path, XDG_CONFIG_HOME: dir.path, XDG_CACHE_HOME: dir.path, XDG_STATE_HOME: dir.path }
  const from = `csv:${dir.file('team')}`
  const mlferry = async (...words: string[]) => {
    const { stdout, exitCode } = await runMlferry([...words, '--json'], { cwd: dir.path, env })
    return { exitCode, result: JSON.parse(stdout) }
  }
  const copy = ['copy', 'all', '--from', from, '--to', server.url]

  expect((await mlferry(...copy)).result.error).toMatchObject({
    code: 'ERR_STORE_UNSUPPORTED',
    message: expect.stringMatching(/tracking server .*export directory /),
    hint: expect.stringContaining('mlferry plugins install'),
  })
  const linked = await runMlferry(['plugins', 'link', '--no-install', example], { cwd: dir.path, env })
  expect(linked, linked.stderr).toMatchObject({ exitCode: 0 })

  const planned = await mlferry('plan', '--from', from, '--to', server.url)
  expect(planned.result.kinds).toMatchObject({ experiment: { created: 2 }, run: { created: 3 } })
  expect(await mlferry(...copy)).toMatchObject({
    exitCode: 0,
    result: { kinds: { experiment: { created: 2 }, run: { created: 3 } }, points: 4 },
  })
  expect(await rowsOf(server)).toEqual({
    first: {
      status: 'FINISHED',
      times: [1700000000123, 1700000009000],
      user: 'ann',
      parent: undefined,
      params: { lr: '0.1' },
      team: undefined,
      points: { acc: ['1@0@1700000000200'], loss: ['0.30000000000000004@0@1700000000200', '-2.5@1@1700000000300'] },
    },
    'second, nested': {
      status: 'FAILED',
      times: [1700000001000, 1700000002000],
      user: 'bob',
      parent: 'first',
      params: { 'layers all': '3,4' },
      team: undefined,
      points: { auc: ['0.5@9007199254740993@1700000001500'] },
    },
    third: {
      status: 'FINISHED',
      times: [1700000003000, 1700000004000],
      user: 'ann',
      parent: undefined,
      params: {},
      team: 'risk',
      points: {},
    },
  })

  // The second copy finds everything, and all other commands take the address too.
  expect((await mlferry(...copy)).result.kinds).toMatchObject({ experiment: { unchanged: 2 }, run: { unchanged: 3 } })
  const verified = await mlferry('verify', '--from', from, '--to', server.url, '--level', 'bytes')
  expect(verified, JSON.stringify(verified)).toMatchObject({ exitCode: 0, result: { equal: true } })
  expect((await mlferry('resolve', 'r2', '--to', server.url)).result).toMatchObject({ kind: 'run', source: 'r2' })
  expect((await mlferry('info', '--from', from, '--to', server.url)).result.kinds).toHaveLength(2)
  expect((await mlferry('doctor', '--from', from)).result).toMatchObject([
    { end: 'from', findings: [{ status: 'ok' }, { status: 'ok' }] },
  ])
  const exported = ['export', 'run', '--from', from, '--run-id', 'r1', '--output-dir', 'out']
  expect((await mlferry(...exported)).exitCode).toBe(0)
  expect(await mlferry('import', 'all', '--input-dir', from, '--to', 'again')).toMatchObject({ exitCode: 0 })
  expect((await mlferry('verify', '--from', from, '--to', 'again', '--level', 'bytes')).result.equal).toBe(true)
  const [copied = ''] = await Array.fromAsync(glob('again/**/r1/**/model/weights.txt', { cwd: dir.path }))
  expect(await readFile(dir.file(copied), 'utf8')).toBe('1 2 3\n')
  expect((await mlferry('copy', 'all', '--from', server.url, '--to', from)).result.error).toMatchObject({
    code: 'ERR_STORE_UNSUPPORTED',
    message: expect.stringContaining('cannot be written'),
  })
})

test('it uses nothing of ours that a stranger could not: its sources import @mlferry/core alone', async () => {
  const imported = new Set<string>()
  for await (const path of glob('src/*.ts', { cwd: example })) {
    const text = await readFile(join(example, path), 'utf8')
    for (const [, name = ''] of text.matchAll(/(?:from|import\()\s*'(@mlferry\/[^']*)'/g)) imported.add(name)
  }
  // The suite that a store passes is for its test.
  expect([...imported].sort()).toEqual(['@mlferry/core', '@mlferry/core/testing'])
})

interface WireRun {
  readonly info: Readonly<Record<'run_id' | 'run_name' | 'status' | 'user_id', string>> & {
    readonly start_time: number
    readonly end_time: number
  }
  readonly data: { readonly [list: string]: readonly { readonly key: string; readonly value: string }[] | undefined }
}

/** What the server itself says of each run, by name. */
async function rowsOf(server: MlflowServer): Promise<Record<string, unknown>> {
  const api = async (path: string, body?: object) => {
    const init = body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const text = await (await fetch(`${server.url}/api/2.0/mlflow/${path}`, init)).text()
    return JSON.parse(text.replace(/"step": ?(-?\d+)/g, '"step": "$1"'))
  }
  const { experiments } = await api('experiments/search', { max_results: 100 })
  const ids = experiments.map(({ experiment_id }: { experiment_id: string }) => experiment_id)
  const { runs } = (await api('runs/search', { experiment_ids: ids })) as { runs: WireRun[] }
  const names = new Map(runs.map(({ info }) => [info.run_id, info.run_name]))
  const rows = runs.map(async ({ info, data }) => {
    const entries = (list: string) => Object.fromEntries((data[list] ?? []).map(({ key, value }) => [key, value]))
    const tags = entries('tags')
    const points: Record<string, string[]> = {}
    for (const key of Object.keys(entries('metrics')).sort()) {
      const { metrics } = await api(`metrics/get-history?run_id=${info.run_id}&metric_key=${key}`)
      points[key] = metrics.map((point: Record<string, unknown>) => `${point.value}@${point.step}@${point.timestamp}`)
    }
    const row = {
      status: info.status,
      times: [info.start_time, info.end_time],
      user: info.user_id,
      parent: names.get(tags['mlflow.parentRunId'] ?? ''),
      params: entries('params'),
      team: tags.team,
      points,
    }
    return [info.run_name, row] as const
  })
  return Object.fromEntries(await Promise.all(rows))
}
