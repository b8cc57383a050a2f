import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runCommand, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const fixture = fileURLToPath(new URL('../../../packages/format/fixtures/python-tool', import.meta.url))

test.each(['--help', 'export all --help', 'info'])(
  'the output of `mlferry %s` may end in a pipe that reads nothing',
  async (words) => {
    const pipe = `'${process.execPath}' '${bin}' ${words} 2>&1 | true; echo "exit \${PIPESTATUS[0]}"`

    expect(await runCommand('bash', ['-c', pipe])).toBe('exit 0\n')
  },
)

test('a job goes on when nobody reads its output any more', async () => {
  await using dir = await tempDir()
  const argv = [bin, 'plan', '--from', fixture, '--to', dir.file('out'), '--report', dir.file('plan.json'), '--verbose']

  const child = spawn(process.execPath, argv, { env: { ...process.env, XDG_STATE_HOME: dir.path } })
  child.stdout.destroy()
  child.stderr.once('data', () => child.stderr.destroy())
  const exitCode = await new Promise((resolve) => child.once('exit', resolve))

  const plan = JSON.parse(await readFile(dir.file('plan.json'), 'utf8'))
  expect(plan.kinds.run.created).toBeGreaterThan(0)
  expect(exitCode).toBe(plan.exitCode)
})
