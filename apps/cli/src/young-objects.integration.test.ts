import { fileURLToPath } from 'node:url'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runNode } from './run-node.ts'

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))

test('the space of young objects does not grow, so that garbage stays small', async () => {
  await using dir = await tempDir({
    'report.mjs': `
      import { getHeapSpaceStatistics } from 'node:v8'
      const sizeOfNew = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size
      process.on('exit', () => console.error('new space:', sizeOfNew()))`,
  })
  const { stderr } = await runNode([`--import=${dir.file('report.mjs')}`, bin, '--help'], { cwd: dir.path })
  const [, size] = /new space: (\d+)/.exec(stderr) ?? []
  expect(Number(size)).toBeLessThanOrEqual(4 * 1024 * 1024)
})
