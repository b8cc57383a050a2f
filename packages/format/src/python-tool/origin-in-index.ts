import { join } from 'node:path'
import { redact } from '@mlferry/core'
import type { JsonValue } from '@mlferry/exact-json'
import { object } from '../json/json-members.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { type IndexNames, type Layout, layoutFile } from '../layout/layout.ts'

const longestAddress = 2000

/** Address of the server in the index of an export of the Python tool, without secrets. undefined: it names none. */
export async function originInIndex(
  dir: string,
  { layout, indexNames }: { readonly layout: Layout; readonly indexNames: IndexNames },
): Promise<string | undefined> {
  // The file of a run may have gigabytes.
  if (layout === 'run') return undefined
  const file = layoutFile(layout, indexNames)
  const root = await readJsonFile(join(dir, file), file, { inside: { dir } }).then(
    ({ value }) => object(value),
    // A listing will report what is wrong with it.
    () => ({}),
  )
  const { system, info, export_info: exportInfo } = root as Partial<Record<string, JsonValue>>
  const [uri] = [system, info, exportInfo].flatMap((each) => object(each).mlflow_tracking_uri ?? [])
  return typeof uri === 'string' && uri !== '' ? redact(uri, longestAddress) : undefined
}
