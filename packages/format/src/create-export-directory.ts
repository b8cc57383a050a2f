import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isMissingFile, isMlferryError, MlferryError, makeFolder } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { DirectoryTarget } from './directory-target.ts'
import { createSchemaCheck } from './json/schema-check.ts'
import type { Layout } from './layout/layout.ts'
import { isSameExport, type Manifest, readManifest, writeManifest } from './layout/manifest.ts'
import { workspaceExportFolder } from './workspace/workspace-exports.ts'
import type { RootView } from './writing/begun-export.ts'
import { lockDirectory } from './writing/lock.ts'

export interface CreateExportOptions {
  readonly layout: Layout
  readonly source: { readonly uri: string; readonly version?: string }
  /** What was asked for. Decides, with the source, whether an export that is there already goes on. */
  readonly selection: JsonObject
  readonly mlferryVersion: string
  /** What the root shows as links, for the Python tool. */
  readonly view?: RootView | undefined
  /** Read only, for a dry run. */
  readonly dryRun?: boolean
}

/**
 * Opens a directory for an export, and locks it. An absent or empty one is begun; one with an export of the same source, selection
 * and layout goes on. Anything else: ERR_EXPORT_DIR_NOT_EMPTY. Also ERR_OUTPUT_DIR, ERR_EXPORT_LOCKED, ERR_EXPORT_VERSION.
 */
export async function createExportDirectory(
  dir: string,
  { dryRun = false, view, ...options }: CreateExportOptions,
): Promise<DirectoryTarget> {
  const fresh: Manifest = { state: 'writing', ...options, createdAt: Date.now() }
  const beginWorkspace = (name: string) =>
    createExportDirectory(join(dir, workspaceExportFolder(name)), { ...options, dryRun })
  try {
    if (dryRun) return await lookOnly(dir, { fresh, beginWorkspace })
    const wasEmpty = await isEmpty(dir)
    await makeFolder(dir, { private: true })
    await existingExport(dir, fresh)
    const { release } = await lockDirectory(dir)
    try {
      // Check again, now that no other process writes here.
      const manifest: Manifest = { ...fresh, ...(await existingExport(dir, fresh)), state: 'writing' }
      await writeManifest(dir, manifest)
      return new DirectoryTarget({
        dir,
        manifest,
        view,
        wasEmpty,
        release,
        beginWorkspace,
        noteWorkspaces: (workspaces) => writeManifest(dir, { ...manifest, workspaces }),
      })
    } catch (error) {
      await release()
      throw error
    }
  } catch (error) {
    throw isMlferryError(error) ? error : unwritable(dir, error)
  }
}

/** The export in a directory, finished or not, to be asked what it holds; an empty one where there is none. Nothing is written. */
export async function lookAtExport(dir: string): Promise<DirectoryTarget> {
  const none: Manifest = {
    state: 'writing',
    layout: 'all',
    source: { uri: dir },
    selection: {},
    mlferryVersion: '',
    createdAt: 0,
  }
  const manifest = (await readManifest(dir, createSchemaCheck())) ?? none
  const beginWorkspace = (name: string) => lookAtExport(join(dir, workspaceExportFolder(name)))
  return new DirectoryTarget({ dir, manifest, release: nothing, beginWorkspace, noteWorkspaces: nothing })
}

interface Looking {
  readonly fresh: Manifest
  readonly beginWorkspace: (name: string) => Promise<DirectoryTarget>
}

async function lookOnly(dir: string, { fresh, beginWorkspace }: Looking): Promise<DirectoryTarget> {
  await requireFolderAbove(resolve(dir))
  const existing = await existingExport(dir, fresh).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error
  })
  const manifest = { ...fresh, ...existing }
  return new DirectoryTarget({ dir, manifest, release: nothing, beginWorkspace, noteWorkspaces: nothing })
}

async function nothing(): Promise<void> {}

/** Also where it is not there yet. What else is wrong with it is said by the export itself. */
async function isEmpty(dir: string): Promise<boolean> {
  return readdir(dir).then((names) => names.length === 0, isMissingFile)
}

/** What is there of the way to a directory must be folders: `readdir` looks for its files. */
async function requireFolderAbove(path: string): Promise<void> {
  try {
    await readdir(path)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT' || dirname(path) === path) throw error
    await requireFolderAbove(dirname(path))
  }
}

/** undefined: the directory is empty. Only when it began comes from the earlier one: its files stay as they are. */
async function existingExport(dir: string, fresh: Manifest): Promise<Pick<Manifest, 'createdAt'> | undefined> {
  const manifest = await readManifest(dir, createSchemaCheck())
  if (manifest && isSameExport(manifest, fresh)) return { createdAt: manifest.createdAt }
  const names = (await readdir(dir)).filter((name) => name !== '.mlferry')
  if (names.length === 0) return undefined
  throw manifest ? otherExport(dir, manifest) : notEmpty(dir)
}

function otherExport(dir: string, { source, layout }: Manifest): MlferryError {
  return new MlferryError('ERR_EXPORT_DIR_NOT_EMPTY', `${dir} holds another export (${layout}, of ${source.uri})`, {
    hint: 'Give another directory, or the same source and selection as before to go on with it.',
  })
}

function notEmpty(dir: string): MlferryError {
  return new MlferryError('ERR_EXPORT_DIR_NOT_EMPTY', `${dir} is not empty and holds no export of mlferry`, {
    hint: 'Give an empty or a new directory.',
  })
}

function unwritable(dir: string, cause: unknown): MlferryError {
  const { code, message } = cause as { code?: unknown; message?: unknown }
  const reason = reasons[String(code)] ?? String(message ?? cause)
  return new MlferryError('ERR_OUTPUT_DIR', `Cannot write to ${dir}: ${reason}`, {
    hint: 'Give a directory that this user may write to.',
    cause,
  })
}

/** By the code of the error. */
const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'it is not a folder',
  ENOTDIR: 'it is not a folder, or lies below a file',
  ENOENT: 'no folder can be made there',
}
