import { readFile } from 'node:fs/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import { fillManyRuns, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

test('a target that dies is named within seconds, and the job ends with a report and the command that goes on', async () => {
  await using dir = await tempDir()
  await using source = await startMlflowServer()
  await using target = await startMlflowServer()
  await using proxy = await startProxy(target.url)
  await fillManyRuns(source, { experiment: 'many', runs: 60, metrics: 1 })
  let diedAt = 0
  let toldAt = 0
  proxy.rule({
    match: ({ route }) => {
      if (route.endsWith('/runs/log-batch') && logged() === 30) {
        diedAt = performance.now()
        void proxy.close()
      }
      return false
    },
    action: { type: 'delay', milliseconds: 0 },
  })
  const logged = () => proxy.counts()['POST /api/2.0/mlflow/runs/log-batch']

  const { exitCode, stdout, stderr } = await runMlferry(
    ['copy', 'all', '--from', source.url, '--to', proxy.url, '--state-dir', dir.file('state')],
    {
      cwd: dir.path,
      env: { MLFERRY_PATIENCE: '6' },
      onStderr: (text) => {
        if (toldAt === 0 && text.includes('No answer from')) toldAt = performance.now()
        return undefined
      },
    },
  )

  expect(stderr).toContain(`No answer from ${proxy.url}: try 3 of 8 in `)
  expect(toldAt - diedAt).toBeLessThan(3000)
  expect(performance.now() - diedAt).toBeLessThan(15_000)
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(
    /Cannot reach .*\n.*[\s\S]*To go on, run the same command again:\n\n {4}mlferry copy all --from/,
  )
  expect(stdout).toContain('The job ended early. Until then it did:')
  const report: CopyResult = JSON.parse(await readFile(dir.file('state/report.json'), 'utf8'))
  expect(report).toMatchObject({ exitCode: 1, stopped: { code: 'ERR_SERVER_UNREACHABLE' } })
  expect(report.kinds.run?.created).toBeGreaterThan(0)
})
