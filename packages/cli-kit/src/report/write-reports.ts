import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { CopyResult } from '../job/copy-result.ts'
import type { IdMapLine } from '../job/id-map-file.ts'
import { replacePrivateFile } from '../job/private-file.ts'
import { printableJson } from '../render/printable-json.ts'
import type { SecretMask } from '../secrets/secret-mask.ts'
import { htmlReport } from './html-report.ts'

/** With more objects the page would be too large to attach; the id map beside it has them all. */
const mostIds = 50_000

/** Writes the JSON report, and the same for people: one HTML file. `result` holds no secret any more; what the id map holds is masked. */
export async function writeReports(result: CopyResult, mask: SecretMask): Promise<void> {
  await replacePrivateFile(result.reportFile, `${printableJson(result, 2)}\n`)
  await replacePrivateFile(result.htmlFile, htmlReport(result, readIds(result.idMapFile, mask)))
}

async function* readIds(path: string | undefined, mask: SecretMask): AsyncGenerator<IdMapLine> {
  // Of a job that saw no object there is none.
  if (path === undefined || !existsSync(path)) return
  let count = 0
  for await (const _ of linesOf(path)) if (++count > mostIds) return
  for await (const line of linesOf(path)) yield mask.value(JSON.parse(line) as IdMapLine)
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
}
