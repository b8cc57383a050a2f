import { readFile, writeFile } from 'node:fs/promises'
import { withSurvivalTable } from './survival-table.ts'

const readme = new URL('../README.md', import.meta.url)
await writeFile(readme, withSurvivalTable(await readFile(readme, 'utf8')))
