import { realpath } from 'node:fs/promises'
import { posix, sep, win32 } from 'node:path'
import { MlferryError } from '../errors/mlferry-error.ts'
import { redact } from '../errors/redact.ts'

/**
 * `path` (relative, with `/`) below `root`, or ERR_UNSAFE_PATH. Judges the text alone: a symlink is judged by `realPathInside`.
 * `a//b` and `a/./b` are refused too: on disk they would silently become another file.
 */
export function safePath(root: string, path: string, platform: string = process.platform): string {
  const windows = platform === 'win32'
  const segments = path.split(windows ? /[/\\]/ : '/')
  if (path.includes('\0')) throw unsafe(path, 'it holds a NUL character')
  if (segments.some((segment) => segment === '..')) throw unsafe(path, 'it would leave its folder')
  if (segments.some((segment) => segment === '' || segment === '.'))
    throw unsafe(path, 'it is not a plain relative path')
  // A colon after the first letter is a drive, further on a second stream of a file: both write where nobody looks.
  if (windows && path.includes(':')) throw unsafe(path, 'it holds a colon')
  return (windows ? win32 : posix).join(root, ...segments)
}

/** The file behind `path`, all symlinks followed, or ERR_UNSAFE_PATH when that lies outside `root`. A missing file rejects with ENOENT. */
export async function realPathInside(root: string, path: string): Promise<string> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(path)])
  if (!isInside(realRoot, real)) throw unsafe(path, 'it is a link that leads out of its folder')
  return real
}

/** True for `root` itself and what lies below it. Both absolute and without links. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}

function unsafe(path: string, reason: string): MlferryError {
  return new MlferryError('ERR_UNSAFE_PATH', `Refused the path ${JSON.stringify(redact(path, 300))}: ${reason}`, {
    hint: 'Rename it at its origin, or replace a link by what it points to.',
  })
}
