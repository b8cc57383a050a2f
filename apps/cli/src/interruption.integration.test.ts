import { fillManyRuns, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

test('Ctrl-C in the middle ends cleanly and says how to go on; the same command does', async () => {
  await using dir = await tempDir()
  await using source = await startMlflowServer()
  await fillManyRuns(source, { experiment: 'churn', runs: 300, metrics: 2, points: 5, artifactsPerRun: 1 })
  const options = { cwd: dir.path, env: { MLFLOW_TRACKING_URI: source.url } }
  const argv = ['export', 'all', '--output-dir', 'out', '--concurrency', '2', '--verbose']
  let sent = false

  const interrupted = await runMlferry(argv, {
    ...options,
    onStderr(stderr) {
      if (sent || stderr.split('created run').length < 20) return undefined
      sent = true
      return 'SIGINT'
    },
  })

  expect(interrupted.exitCode).toBe(130)
  expect(interrupted.stderr).toContain('Stopping cleanly.')
  expect(interrupted.stderr).toContain(`To go on, run the same command again:\n\n    mlferry ${argv.join(' ')}\n`)

  const again = await runMlferry([...argv, '--json'], options)
  const { kinds } = JSON.parse(again.stdout)
  expect(again.exitCode).toBe(0)
  expect(kinds.run.created + kinds.run.unchanged).toBe(300)
  expect(kinds.run.unchanged).toBeGreaterThanOrEqual(19)
})
