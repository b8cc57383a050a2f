import type { Query } from '../contracts/source.ts'
import { markFatal } from '../errors/error-questions.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import type { Header } from '../objects/header.ts'
import type { Ref } from '../objects/ref.ts'

/** Whether a query asks for an object of the kind that is listed. */
export function isAskedFor(header: Header, { ids, scopes, includeDeleted, since, until }: Query): boolean {
  const { ref, fields } = header
  const { lifecycle, startTime, requestTime } = fields as {
    readonly lifecycle?: string
    readonly startTime?: number
    readonly requestTime?: number
  }
  const time = startTime ?? requestTime
  if (ids && !ids.includes(ref.id)) return false
  if (!isWithin(scopes, header)) return false
  if (lifecycle === 'deleted' && !includeDeleted) return false
  if (time === undefined) return true
  return (since === undefined || time >= since) && (until === undefined || time < until)
}

export function isWithin(scopes: readonly Ref[] | undefined, { scope }: Header): boolean {
  return scopes?.some(({ id }) => id === scope?.id) ?? true
}

export function filterUnsupported(label: string): MlferryError {
  return markFatal(new MlferryError('ERR_FILTER_UNSUPPORTED', `${label} cannot tell what a filter holds for.`))
}
