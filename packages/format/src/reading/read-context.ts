import { stat } from 'node:fs/promises'
import { isAbort, isFatal, MlferryError, realPathInside, type Spool } from '@mlferry/core'
import type { JsonValue } from '@mlferry/exact-json'
import type { SchemaCheck } from '../json/schema-check.ts'
import type { IndexNames, Layout } from '../layout/layout.ts'
import type { ParsedRuns } from '../run/parsed-runs.ts'

/** What reading any object of an export needs. */
export interface ReadContext {
  /** Root of the export. */
  readonly dir: string
  readonly layout: Layout
  readonly indexNames: IndexNames
  readonly check: SchemaCheck
  /** mlferry was interrupted while it wrote this export. The index is missing, or older than the folders. */
  readonly incomplete: boolean
  /** What `readIndex` has read, by path within the export. */
  readonly indexes: Map<string, Promise<JsonValue>>
  readonly parsedRuns: ParsedRuns
  /** For notes about each object. There may be a million. */
  readonly spool: Spool
}

/**
 * Resolves when nothing on the way to an existing `path` is a link that leads out of the export, and it is a file or a folder: a pipe
 * or a device would be waited for without end.
 */
export async function refuseLinkOut({ dir }: Pick<ReadContext, 'dir'>, path: string): Promise<void> {
  const stats = await stat(await realPathInside(dir, path))
  if (stats.isFile() || stats.isDirectory()) return
  throw new MlferryError('ERR_EXPORT_INVALID', `${path} is neither a file nor a folder`)
}

/** For one object among others: an error that dooms them all is thrown, another one is the object's own. */
export function rethrowIfFatal(error: unknown): void {
  if (isAbort(error) || isFatal(error)) throw error
}
