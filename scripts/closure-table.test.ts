import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { withClosureTable } from './closure-table.ts'

test("the README's table of what comes along is what the kinds declare (npx pnpm@10 write:readme)", async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

  expect(readme).toBe(withClosureTable(readme))
})
