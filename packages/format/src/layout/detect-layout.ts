import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { MlferryError } from '@mlferry/core'
import { olderIndexNames } from '../python-tool/older-files.ts'
import { olderLayout } from '../python-tool/older-layout.ts'
import { exists } from './folders-in.ts'
import { type IndexNames, indexNames, type Layout, layoutFiles } from './layout.ts'

export interface DetectedLayout {
  readonly layout: Layout
  readonly indexNames: IndexNames
}

/** The layout of an export directory. Throws ERR_NO_EXPORT, with a hint if there is an export above or below. */
export async function detectLayout(dir: string): Promise<DetectedLayout> {
  const layout = await layoutOf(dir)
  if (layout) return { layout, indexNames }
  const older = await olderLayout(dir)
  if (older) return { layout: older, indexNames: olderIndexNames }
  const cause = await stat(dir).then(
    (stats) => (stats.isDirectory() ? undefined : new Error(`${dir} is not a folder`)),
    (error: unknown) => error,
  )
  throw noExport(dir, { hint: await nearby(dir), cause })
}

export function noExport(dir: string, options: { hint: string | undefined; cause?: unknown }): MlferryError {
  const hint = options.hint ?? 'Give the directory that export-all, export-experiment or mlferry export wrote.'
  return new MlferryError('ERR_NO_EXPORT', `No export found in ${dir}`, { ...options, hint })
}

async function layoutOf(dir: string): Promise<Layout | undefined> {
  for (const [layout, file] of Object.entries(layoutFiles)) {
    if (await exists(join(dir, file))) return layout as Layout
  }
  return undefined
}

/** undefined: no export, or not readable. */
export async function anyLayoutOf(dir: string): Promise<Layout | undefined> {
  return (await layoutOf(dir)) ?? (await olderLayout(dir).catch(() => undefined))
}

/** The export that was probably meant: the outermost one above, or one just below. */
async function nearby(dir: string): Promise<string | undefined> {
  const around = ['..', '../..', '../../..', '../../../..']
  const found = (await Promise.all(around.map(async (up) => (await anyLayoutOf(join(dir, up))) && up))).findLast(
    Boolean,
  )
  const root = found ?? (await below(dir))
  if (!root) return undefined
  return `The export root is ${root}; use --input-dir ${relative('', resolve(dir, root)) || '.'}`
}

async function below(dir: string): Promise<string | undefined> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((entry) => entry.isDirectory()).slice(0, 100)
  for (const { name } of folders) if (await anyLayoutOf(join(dir, name))) return name
  return undefined
}
