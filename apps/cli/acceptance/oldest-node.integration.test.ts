import { cp } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ensureNode, oldestNode, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const fixture = fileURLToPath(new URL('../../../packages/format/fixtures/python-tool', import.meta.url))

test('the oldest Node.js that is promised imports, exports and verifies', async () => {
  await using dir = await tempDir()
  await using server = await startMlflowServer()
  const node = await ensureNode(oldestNode)
  const mlferry = async (expected: number, ...argv: string[]) => {
    const result = await runMlferry([...argv, '--json'], { cwd: dir.path, node })
    expect(result, result.stdout + result.stderr).toMatchObject({ exitCode: expected })
    return JSON.parse(result.stdout)
  }
  await cp(fixture, dir.file('theirs'), { recursive: true })

  // 3: that export says itself that a model is missing.
  const imported = await mlferry(3, 'import-all', '--input-dir', 'theirs', '--to', server.url)
  // 3: three of its traces have lost their spans.
  const exported = await mlferry(3, 'export', 'all', '--from', server.url, '--output-dir', 'ours')
  const verified = await mlferry(0, 'verify', '--input-dir', 'ours')

  expect(imported.kinds.run).toMatchObject({ created: 16, failed: 0 })
  expect(exported.kinds.run).toMatchObject({ created: 16, failed: 0 })
  expect(exported.kinds.trace).toMatchObject({ created: 4, degraded: 3, failed: 0 })
  expect(verified).toMatchObject({ runs: 16 })
})
