import { readFile, writeFile } from 'node:fs/promises'
import { withClosureTable } from './closure-table.ts'
import { withSurvivalTable } from './survival-table.ts'

const readme = new URL('../README.md', import.meta.url)
await writeFile(readme, withClosureTable(withSurvivalTable(await readFile(readme, 'utf8'))))
