import { isMlferryError, MlferryError } from './mlferry-error.ts'

const fatalFileCodes = new Set(['ENOSPC', 'EROFS', 'EDQUOT', 'EMFILE', 'ENFILE'])
const fatal = Symbol.for('mlferry.fatal')

/** Marks an error after which no other object of the job can do better, such as a refused password. */
export function markFatal<E extends Error>(error: E): E {
  Object.defineProperty(error, fatal, { value: true })
  return error
}

/** True when going on with other objects makes no sense: marked so, or a full or read-only disk, anywhere in the cause chain. */
export function isFatal(error: unknown): boolean {
  return inCauseChain(error, (each) => fatal in each || fatalFileCodes.has(String((each as { code?: unknown }).code)))
}

/** True when the job was asked to stop: an AbortError anywhere in the cause chain. */
export function isAbort(error: unknown): boolean {
  return inCauseChain(error, (each) => (each as { name?: unknown }).name === 'AbortError')
}

/** The error as one of ours: itself, or wrapped with a code that says where it passed through. */
export function asMlferryError(error: unknown, code: string, message: string): MlferryError {
  if (isMlferryError(error)) return error
  const cause = error instanceof Error ? error.message : String(error)
  return new MlferryError(code, `${message}: ${cause}`, { cause: error })
}

function inCauseChain(error: unknown, test: (each: object) => boolean): boolean {
  const seen = new Set<unknown>()
  let each = error
  while (typeof each === 'object' && each !== null && !seen.has(each)) {
    if (test(each)) return true
    seen.add(each)
    each = (each as { cause?: unknown }).cause
  }
  return false
}
