// Runs a task of every package with turbo, whose own output is shown only when the task fails.
import { spawnSync } from 'node:child_process'

const [task = 'build'] = process.argv.slice(2)
const { status, stdout, stderr, error } = spawnSync('turbo', ['run', task, '--output-logs=errors-only'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
})
if (error) throw error
if (status !== 0) process.stderr.write(stdout + stderr)
process.exitCode = status ?? 1
