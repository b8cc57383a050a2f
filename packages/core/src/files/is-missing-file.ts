/** ENOENT, or ENOTDIR: a file where the path has a folder. */
export function isMissingFile(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code
  return code === 'ENOENT' || code === 'ENOTDIR'
}
