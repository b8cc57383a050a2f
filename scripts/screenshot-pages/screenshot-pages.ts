/**
 * Opens what MLflow's web page shows of a server and of its copy: an experiment, a run with charts, a trace with its spans and its
 * assessments, a model and a version, a prompt, datasets and one with its records. Compares their visible texts, and takes pictures for
 * what only eyes can judge. Needs `chromium`.
 *
 *     node --conditions=@mlferry/source scripts/screenshot-pages/screenshot-pages.ts <source url> <target url> <name of an experiment> <folder>
 */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openBrowser } from './open-browser.ts'
import { pagesOf, type WebPage } from './pages-of.ts'
import { differentLines, visibleText } from './visible-text.ts'

const [source = '', target = '', experiment = '', folder = ''] = process.argv.slice(2)
if (!folder) throw new Error('Usage: screenshot-pages.ts <source url> <target url> <name of an experiment> <folder>')
await mkdir(folder, { recursive: true })
await using browser = await openBrowser()
const [pages, copies] = [await pagesOf(source, experiment), await pagesOf(target, experiment)]
let different = 0
for (const page of pages) {
  const copy = copies.find(({ name }) => name === page.name)
  const [left, right] = [await look(source, page, 'source'), copy ? await look(target, copy, 'target') : []]
  const lines = differentLines(left, right)
  different += lines.length
  console.log(`${page.name}: ${left.length} lines${lines.length > 0 ? `, ${lines.length} differ` : ', the same'}`)
  for (const line of lines) console.log(`    ${line.slice(0, 200)}`)
}
process.exitCode = different > 0 ? 1 : 0

async function look(server: string, page: WebPage, end: string): Promise<readonly string[]> {
  await browser.open(`${server}/#${page.path}`)
  if (page.click !== undefined && !(await browser.click(page.click))) console.log(`${page.name}: no ${page.click}`)
  await browser.takePicture(resolve(folder, `${page.name}-${end}.png`))
  return visibleText(await browser.text(), page)
}
