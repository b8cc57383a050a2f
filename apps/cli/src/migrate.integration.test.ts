import { readFile } from 'node:fs/promises'
import {
  compareServers,
  fillManyRuns,
  type MlflowServer,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

let source: MlflowServer

beforeAll(async () => {
  source = await startMlflowServer()
  await fillManyRuns(source, { experiment: 'churn', runs: 3, metrics: 1, points: 3, artifactsPerRun: 1 })
})

afterAll(() => source?.close())

test('migrate goes from one server to another with flags alone; the same command catches up', async () => {
  await using dir = await tempDir()
  await using target = await startMlflowServer()
  await using proxy = await startProxy(target.url)
  const argv = await fromReadme({ 'http://old:5000': source.url, 'http://new:5000': proxy.url })
  const migrate = () => runMlferry(argv, { cwd: dir.path })

  const migrated = await migrate()

  expect(migrated, migrated.stdout + migrated.stderr).toMatchObject({ exitCode: 0 })
  expect(migrated.stdout).toMatch(
    /Dry run: nothing was written[\s\S]*Catch-up 1: nothing new[\s\S]*Equal, at level bytes/,
  )
  expect(migrated.stdout).toContain(`MLFLOW_TRACKING_URI=${proxy.url}\n`)
  expect(migrated.stdout).not.toContain('sagemaker')
  expect(await compareServers(source, target)).toEqual([])
  const [, page = '', json = ''] =
    /Report {2}(\S+)\nJSON {4}(\S+)\n/.exec(migrated.stdout.split('What is left')[1] ?? '') ?? []
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
    exitCode: 0,
    settled: true,
    verify: { equal: true },
  })
  expect(await readFile(page, 'utf8')).toMatch(/<h2>Plan[\s\S]*<h2>Verify[\s\S]*<h2>Cut-over/)

  const before = proxy.writes().length
  const again = await migrate()
  expect(again, again.stdout + again.stderr).toMatchObject({ exitCode: 0 })
  expect(again.stderr).toMatch(/^Taking up the migration from .*: done, and verified\.\n/)
  expect(again.stdout).not.toContain('Dry run')
  // The checks try what they may write with empty calls, which are refused, and with a file that they remove again.
  const written = proxy
    .writes()
    .slice(before)
    .filter(({ status = 0 }) => status < 400)
  expect(written.filter(({ route }) => !route.includes('artifacts'))).toEqual([])
})

/** The line of the package's README, with other addresses. */
async function fromReadme(addresses: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const readme = await readFile(new URL('../../../packages/migrate/README.md', import.meta.url), 'utf8')
  const [, words = ''] = /^mlferry (migrate .* --yes) +#/m.exec(readme) ?? []
  return words.split(' ').map((word) => addresses[word] ?? word)
}
