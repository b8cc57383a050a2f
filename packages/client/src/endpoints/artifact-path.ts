import { MlferryError, redact } from '@mlferry/core'
import { encodeStrictly } from '../http/call.ts'

// MLflow's server decodes a path again and again until it stays the same, refuses `#`, escapes or drops control characters and, from
// 2.16 on, drops a `;` or `?` with nothing behind it. However often such a name is encoded, another file is read or written.
const rewritten = /#|%[0-9a-f]{2}|[\u0000-\u001f\u007f]|;\?|[;?]$/i

/**
 * An artifact's path as part of an address. Throws ERR_UNSAFE_PATH for one that would leave its root, and
 * ERR_ARTIFACT_NAME_UNSUPPORTED for one that MLflow's server would take for another.
 */
export function encodeArtifactPath(path: string): string {
  const problem = artifactNameProblem(path)
  if (problem) throw problem
  return path.split('/').map(encodeStrictly).join('/')
}

/** What `encodeArtifactPath` throws for a path; undefined: nothing. */
export function artifactNameProblem(path: string): MlferryError | undefined {
  const segments = path.split('/')
  // URLs resolve `.` and `..` even when they are percent-encoded; a server resolves an empty segment away.
  if (segments.some((each) => each === '' || each === '.' || each === '..')) {
    return new MlferryError('ERR_UNSAFE_PATH', `Not a path below an artifact root: ${redact(path, 300)}`)
  }
  if (rewritten.test(path) || !path.isWellFormed()) {
    const hint = 'Rename the file, or read and write it at the artifact store itself.'
    const message = `The tracking server cannot carry a file of this name: ${redact(path, 300)}`
    return new MlferryError('ERR_ARTIFACT_NAME_UNSUPPORTED', message, { hint })
  }
  return undefined
}
