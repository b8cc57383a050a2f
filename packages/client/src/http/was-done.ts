import { isObjectMissing } from '../errors/http-error.ts'
import type { Call } from './call.ts'

/**
 * Whether a refusal tells that an earlier attempt was done, although its answer was lost: what the call takes away, or takes back, is
 * no longer there.
 */
export function wasDone({ method, path }: Pick<Call, 'method' | 'path'>, refusal: unknown): boolean {
  return isObjectMissing(refusal) && (method === 'DELETE' || /\/(delete|delete-[a-z-]+|restore)$/.test(path))
}
