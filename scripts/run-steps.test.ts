import { expect, test } from 'vitest'
import { runSteps } from './run-steps.ts'

const node = (code: string) => [process.execPath, '-e', code]

test('a step that fails counts, and the others run all the same', async () => {
  const results = await Array.fromAsync(
    runSteps([
      { name: 'lint', command: node('process.exit(1)') },
      { name: 'types', command: node('') },
      {
        name: 'tests',
        command: node("console.log('9 passed, 9 failed, 9 skipped\\n3 passed, 2 failed, 1 skipped'); process.exit(1)"),
      },
      { name: 'crashed', command: node("console.log('4 passed, 0 failed, 0 skipped'); process.exit(1)") },
    ]),
  )

  expect(results.map(({ name, passed, failed, skipped }) => [name, passed, failed, skipped])).toEqual([
    ['lint', 0, 1, 0],
    ['types', 0, 0, 0],
    ['tests', 3, 2, 1],
    ['crashed', 4, 1, 0],
  ])
})
