import { readFile } from 'node:fs/promises'
import { MlferryError, redact } from '@mlferry/core'

/** Old name -> new name, from a CSV file of two columns without a heading. Names that hold commas or quotes are quoted as in CSV. */
export async function readRenameFile(path: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const taken = new Map<string, string>()
  for (const { record, line } of await readRows(path)) {
    const [from = '', to = ''] = record
    if (record.length !== 2 || from === '' || to === '') throw problem(path, `line ${line} is not 'old name,new name'`)
    if (names.has(from)) throw problem(path, `line ${line} names '${from}' a second time`)
    const other = taken.get(to)
    if (other !== undefined) throw problem(path, `line ${line} gives '${from}' the new name of '${other}'`)
    names.set(from, to)
    taken.set(to, from)
  }
  return names
}

interface Row {
  readonly record: readonly string[]
  readonly line: number
}

async function readRows(path: string): Promise<readonly Row[]> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new MlferryError('ERR_RENAME_FILE', `The rename file ${redact(path)} cannot be read: ${cause.message}`, {
      cause,
    })
  })
  // Loaded on first use: few commands read such a file.
  const { CsvError, parse } = await import('csv-parse/sync')
  try {
    const rows: Row[] = []
    const onRecord = (record: string[], { lines }: { readonly lines: number }) => {
      rows.push({ record, line: lines })
      return null
    }
    parse(text, { bom: true, trim: true, skipEmptyLines: true, relaxColumnCount: true, onRecord })
    return rows
  } catch (error) {
    if (error instanceof CsvError) throw problem(path, error.message)
    throw error
  }
}

function problem(path: string, what: string): MlferryError {
  return new MlferryError('ERR_RENAME_FILE', `The rename file ${redact(path)} is not valid: ${redact(what)}.`, {
    hint: 'Write one line for each experiment: old name, comma, new name. Quote names that hold a comma: "a, b",c.',
  })
}
