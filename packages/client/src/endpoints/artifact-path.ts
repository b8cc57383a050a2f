import { MlferryError, redact } from '@mlferry/core'
import { encodeStrictly } from '../http/call.ts'

/** An artifact's path as part of an address. Throws ERR_UNSAFE_PATH for one that would leave its root or cannot be sent as it is. */
export function encodeArtifactPath(path: string): string {
  const segments = path.split('/')
  // URLs resolve `.` and `..` even when they are percent-encoded; a server resolves an empty segment away.
  const unsafe = segments.some((each) => each === '' || each === '.' || each === '..' || !each.isWellFormed())
  if (unsafe || path.includes('\0')) {
    throw new MlferryError('ERR_UNSAFE_PATH', `Not a path below an artifact root: ${redact(path, 300)}`)
  }
  return segments.map(encodeStrictly).join('/')
}
