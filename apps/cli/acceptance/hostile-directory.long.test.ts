import { cp, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { fillSampleData, fillSampleModels, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { runMlferry } from '../src/run-mlferry.ts'

const scorer = 'out/models/credit%20scorer/model.json'

test('of a hostile export the healthy rest arrives at a server, and nothing else happens', async () => {
  await using source = await startMlflowServer()
  await fillSampleData(source)
  await fillSampleModels(source)
  await using target = await startMlflowServer()
  await using dir = await tempDir({ 'outside/secret.txt': 'of nobody elses business' })
  await runJob(['export', 'all', '--output-dir', 'out'], { cwd: dir.path, env: { MLFLOW_TRACKING_URI: source.url } })
  await cp(dir.file('out'), dir.file('healthy'), { recursive: true })
  const runs: string[] = []
  const experiments = await readJson(dir.file('out/experiments/experiments.json'))
  for (const { id } of experiments.mlflow.experiments) {
    const { mlflow } = await readJson(dir.file(`out/experiments/${id}/experiment.json`))
    for (const run of mlflow.runs) runs.push(`out/experiments/${id}/runs/${run}`)
  }
  const [cut = '', linked = '', large = '', piped = '', escaping = '', changed = ''] = runs
  await truncate(dir.file(`${cut}/run.json`), 50)
  await rename(dir.file(`${linked}/run.json`), dir.file('outside/run.json'))
  await symlink(dir.file('outside/run.json'), dir.file(`${linked}/run.json`))
  await truncate(dir.file(`${large}/run.json`), 1e11)
  await symlink('/dev/zero', dir.file(`${piped}/artifacts`)).catch(() =>
    symlink('/dev/zero', dir.file(`${piped}/artifacts/zero`)),
  )
  await edit(dir.file(`${escaping}/run.json`), (text) => `${text} \u001b[2J`)
  await edit(dir.file(`${changed}/run.json`), (text) => text.replace(/(?<="start_time": )\d/, '2'))
  await edit(dir.file(scorer), (text) => text.slice(0, 99))
  await edit(dir.file('out/experiments/experiments.json'), (text) =>
    text.replace('"experiments": [', '"experiments": [{ "id": "../../outside", "name": "x" },'),
  )
  await edit(dir.file('out/models/models.json'), (text) => text.replace('"models": [', '"models": ["/etc",'))
  // As a hostile directory would have the state of the import elsewhere.
  await rename(dir.file('out/.mlferry'), dir.file('state-of-export'))
  await symlink(dir.file('outside'), dir.file('out/.mlferry'))

  const env = { MLFLOW_TRACKING_URI: target.url }
  const result = await runJob(['import', 'all', '--input-dir', 'out'], { cwd: dir.path, env })

  const failed = result.objects.filter(({ ref, outcome }) => ref.kind === 'run' && outcome !== 'created')
  expect(failed.map(({ problems }) => problems[0]?.code).sort()).toEqual([
    'ERR_CHECKSUM',
    'ERR_EXPORT_INVALID',
    'ERR_EXPORT_INVALID',
    'ERR_EXPORT_INVALID',
    'ERR_UNSAFE_PATH',
    'ERR_UNSAFE_PATH',
  ])
  const others = result.objects.filter(({ ref, outcome }) => ref.kind !== 'run' && outcome === 'failed')
  expect(others.map(({ ref, problems }) => [ref.id, problems[0]?.code])).toEqual(
    expect.arrayContaining([
      ['../../outside', 'ERR_UNSAFE_PATH'],
      ['/etc', 'ERR_UNSAFE_PATH'],
      [expect.stringMatching(/^credit.+scorer$/), 'ERR_EXPORT_INVALID'],
    ]),
  )
  expect(result.exitCode).toBe(3)
  expect(result.kinds.run?.created).toBe(runs.length - failed.length)
  expect(await readFile(dir.file('outside/secret.txt'), 'utf8')).toBe('of nobody elses business')
  expect(JSON.stringify(result)).not.toContain('of nobody elses business')

  // The screen shows no escape of the directory, and the healthy copy of it completes what is missing.
  const again = await runMlferry(['import', 'all', '--input-dir', 'out'], { cwd: dir.path, env })
  expect(again.stdout + again.stderr).not.toContain('\u001b[2J')
  const whole = await runJob(['import', 'all', '--input-dir', 'healthy'], { cwd: dir.path, env })
  expect(whole.kinds.run).toMatchObject({
    created: failed.filter(({ outcome }) => outcome === 'failed').length,
    failed: 0,
  })
})

test('a version number that would keep a server busy for days is refused', async () => {
  await using source = await startMlflowServer()
  await fillSampleModels(source)
  await using target = await startMlflowServer()
  await using dir = await tempDir()
  await runJob(['export', 'all', '--output-dir', 'out'], { cwd: dir.path, env: { MLFLOW_TRACKING_URI: source.url } })
  const { mlferry: _, ...plain } = await readJson(dir.file(scorer))
  const { versions } = plain.mlflow.registered_model
  versions.at(-1).version = '2147483647'
  await writeFile(dir.file(scorer), JSON.stringify(plain))

  const env = { MLFLOW_TRACKING_URI: target.url }
  const result = await runJob(['import', 'all', '--input-dir', 'out'], { cwd: dir.path, env })

  const bad = result.objects.find(({ ref }) => ref.id.endsWith('/2147483647'))
  expect(bad?.problems[0]?.code).toBe('ERR_VERSION_GAP')
})

// biome-ignore lint/suspicious/noExplicitAny: a file of an export
async function readJson(path: string): Promise<any> {
  return JSON.parse((await readFile(path, 'utf8')).replaceAll(/\b(?:NaN|-?Infinity)\b/g, '0'))
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')))
}
