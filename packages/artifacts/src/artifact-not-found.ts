import { isHttpError, type WireFile } from '@mlferry/client'
import { MlferryError, redact } from '@mlferry/core'

/** Whether a server failed to send a file because it is not there. Up to 3.10 that is answered 500, as many faults are: the listing tells. */
export async function isFileMissing(
  error: unknown,
  path: string,
  listFolder: (folder: string) => Promise<readonly WireFile[]>,
): Promise<boolean> {
  if (!isHttpError(error) || (error.status !== 404 && error.status !== 500)) return false
  if (error.status === 404) return true
  const names = path.split('/')
  const files = await listFolder(names.slice(0, -1).join('/'))
  return !files.some((file) => file.path.split('/').at(-1) === names.at(-1))
}

export function artifactNotFound(path: string, uri: string, cause: unknown): MlferryError {
  return new MlferryError('ERR_ARTIFACT_NOT_FOUND', `No artifact ${path} at ${redact(uri)}`, { cause })
}
