import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { isMissingFile, type MetricPoint, MlferryError } from '@mlferry/core'
import { parse } from 'csv-parse'

/** A row by the names of its columns; empty where the file has no such column. */
export type Row = Readonly<Record<string, string>>

export interface MetricRow extends MetricPoint {
  readonly runId: string
  readonly key: string
}

/** Rows of a file, one after the other; none where the file is not there. Throws ERR_LISTING for what is no CSV. */
export async function* readRows(dir: string, file: string): AsyncGenerator<Row> {
  const bytes = createReadStream(join(dir, file))
  const rows = parse({ columns: true, bom: true, skip_empty_lines: true })
  bytes.on('error', (error) => rows.destroy(error))
  try {
    for await (const row of bytes.pipe(rows)) yield row
  } catch (cause) {
    if (isMissingFile(cause)) return
    throw new MlferryError('ERR_LISTING', `${join(dir, file)} cannot be read: ${(cause as Error).message}`, { cause })
  } finally {
    bytes.destroy()
  }
}

/** Rows of `metrics.csv`. Throws ERR_LISTING for one that is no point. */
export async function* readMetrics(dir: string): AsyncGenerator<MetricRow> {
  for await (const { run_id: runId = '', key = '', step = '', timestamp = '', value = '' } of readRows(
    dir,
    'metrics.csv',
  )) {
    if (!/^\s*-?\d+\s*$/.test(step) || !/^\s*\d+\s*$/.test(timestamp)) {
      throw new MlferryError('ERR_LISTING', `metrics.csv: step or time of ${key} of the run ${runId} is no number.`)
    }
    yield { runId, key, step: BigInt(step), timestamp: BigInt(timestamp), value: numberOf(value) }
  }
}

/** As Python and most tools write them. */
export function numberOf(text: string): number {
  const [, sign = '', word] = /^\s*([+-]?)(nan|inf(?:inity)?)\s*$/i.exec(text) ?? []
  if (word !== undefined) return /^n/i.test(word) ? Number.NaN : Number(`${sign}Infinity`)
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(value)) throw new MlferryError('ERR_LISTING', `'${text}' is no number.`)
  return value
}
