import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile, MlferryError, Spool } from '@mlferry/core'
import { DirectorySource } from './directory-source.ts'
import { fileError } from './json/read-json-file.ts'
import { createSchemaCheck } from './json/schema-check.ts'
import { detectLayout, noExport } from './layout/detect-layout.ts'
import { type Layout, layoutFiles, indexNames as todaysNames } from './layout/layout.ts'
import { readManifest } from './layout/manifest.ts'
import { checkOfAnyAge } from './python-tool/older-files.ts'
import { originInIndex } from './python-tool/origin-in-index.ts'
import { ParsedRuns } from './run/parsed-runs.ts'
import { workspaceExportFolder } from './workspace/workspace-exports.ts'

export interface OpenExportOptions {
  /** Default: detected. */
  readonly layout?: Layout
  /** Also read an interrupted export of mlferry, as far as it is written. */
  readonly allowIncomplete?: boolean
}

/**
 * Opens an export directory for reading. Throws ERR_NO_EXPORT, ERR_EXPORT_INCOMPLETE, ERR_EXPORT_VERSION, ERR_EXPORT_INVALID or
 * ERR_EXPORT_UNREADABLE. A damaged experiment or run is no reason to throw: it is listed as unreadable.
 */
export async function openExportDirectory(dir: string, options: OpenExportOptions = {}): Promise<DirectorySource> {
  const check = createSchemaCheck()
  const manifest = await readManifest(dir, check)
  if (manifest?.state === 'writing' && !options.allowIncomplete) {
    throw new MlferryError('ERR_EXPORT_INCOMPLETE', `The export in ${dir} is not complete`, {
      hint: 'Run the same export command again: it goes on where it stopped.',
    })
  }
  const known = options.layout ?? manifest?.layout
  const { layout, indexNames } = known ? { layout: known, indexNames: todaysNames } : await detectLayout(dir)
  const incomplete = manifest?.state === 'writing'
  if (known && !incomplete) await requireFile(dir, layoutFiles[layout])
  const openWorkspace = (name: string) => openExportDirectory(join(dir, workspaceExportFolder(name)), options)
  const origin = manifest ? manifest.source.uri : await originInIndex(dir, { layout, indexNames })
  const spool = new Spool()
  const context = {
    dir,
    layout,
    indexNames,
    check: checkOfAnyAge(check),
    incomplete,
    indexes: new Map(),
    parsedRuns: new ParsedRuns(spool),
    spool,
  }
  return new DirectorySource(context, { label: dir, origin, manifest, openWorkspace })
}

async function requireFile(dir: string, file: string): Promise<void> {
  await access(join(dir, file)).catch((cause: unknown) => {
    if (isMissingFile(cause)) throw noExport(dir, { hint: `It has no ${file}.`, cause })
    throw fileError(cause, file)
  })
}
