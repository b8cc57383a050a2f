import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { withSurvivalTable } from './survival-table.ts'

test("the README's table is what the declarations say (npx pnpm@10 write:readme)", async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

  expect(readme).toBe(withSurvivalTable(readme))
})
