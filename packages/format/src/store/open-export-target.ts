import type { CopyRequest } from '@mlferry/core'
import { createExportDirectory, lookAtExport } from '../create-export-directory.ts'
import type { DirectoryTarget } from '../directory-target.ts'
import { layoutFor } from './layout-for.ts'

/** An export directory to write: a new one, or one of the same source and selection that goes on. Without a request it is only looked at. */
export async function openExportTarget(dir: string, request: CopyRequest | undefined): Promise<DirectoryTarget> {
  if (!request) return lookAtExport(dir)
  const { source, selection, subject, dryRun, mlferryVersion } = request
  return createExportDirectory(dir, {
    ...layoutFor(subject),
    source: { uri: source.label, ...(source.version === undefined ? {} : { version: source.version }) },
    // Without undefined members, as it will be read back from the file.
    selection: JSON.parse(JSON.stringify(selection)),
    dryRun,
    mlferryVersion,
  })
}
