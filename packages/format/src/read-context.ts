import { isAbort, isFatal, realPathInside } from '@mlferry/core'
import type { Layout } from './layout.ts'
import type { SchemaCheck } from './schema-check.ts'

/** What reading any object of an export needs. */
export interface ReadContext {
  /** Root of the export. */
  readonly dir: string
  readonly layout: Layout
  readonly check: SchemaCheck
  /** An interrupted export of mlferry: its index is not there yet, or older than its folders. */
  readonly incomplete: boolean
}

/** Resolves when nothing on the way to an existing `path` is a link that leads out of the export. */
export async function refuseLinkOut({ dir }: ReadContext, path: string): Promise<void> {
  await realPathInside(dir, path)
}

/** For one object among others: an error that dooms them all is thrown, another one is the object's own. */
export function rethrowIfFatal(error: unknown): void {
  if (isAbort(error) || isFatal(error)) throw error
}
