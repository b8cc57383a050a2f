import { readdir } from 'node:fs/promises'
import { isAbsolute, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMissingFile } from '@mlferry/core'
import type { PlaceState } from '../artifact-provider.ts'

/**
 * The folder that a `file:` URI or a plain path names; undefined where it does not name one absolutely. What it is relative to, only the
 * store knows: here it would be a folder that this process happens to run in.
 */
export function localFolder(uri: string): string | undefined {
  const path = uri.startsWith('file:') ? pathOf(uri) : uri
  return path !== undefined && isAbsolute(path) ? path : undefined
}

/** Whether a relative path leads into a folder below the one that it starts from: neither is that itself, nor leaves it. */
export function leadsBelow(uri: string): boolean {
  const path = posix.normalize((uri.startsWith('file:') ? pathOf(uri) : uri) || '.')
  return path !== './' && path !== '.' && !/^\.\.(\/|$)/.test(path)
}

/** MLflow writes `file:///path` percent-encoded, and older servers `file:/path` or `file:path` as they are. */
function pathOf(uri: string): string | undefined {
  const [, host, path] = /^file:\/\/([^/]*)(\/.*)?$/s.exec(uri) ?? []
  if (host === undefined) return uri.slice('file:'.length)
  // Of another machine, or a relative path that lost its way into a URI.
  if ((host !== '' && host !== 'localhost') || path === undefined) return undefined
  return fileURLToPath(`file://${path.replace(/[?#]/g, encodeURIComponent)}`)
}

export async function lookAtFolder(folder: string): Promise<PlaceState> {
  try {
    return (await readdir(folder)).length > 0 ? 'filled' : 'empty'
  } catch (error) {
    if (!isMissingFile(error)) throw error
    return 'missing'
  }
}
