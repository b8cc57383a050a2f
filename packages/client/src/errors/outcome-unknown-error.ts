import { MlferryError } from '@mlferry/core'

const brand = Symbol.for('mlferry.outcome-unknown')

/** A call that must not be repeated was sent, and its answer was lost: it may or may not have happened. Look before sending it again. */
export class OutcomeUnknownError extends MlferryError {
  override readonly name = 'OutcomeUnknownError'
  readonly method: string
  /** Without secrets. */
  readonly url: string
  readonly [brand] = true

  constructor(request: { readonly method: string; readonly url: string }, cause: Error) {
    const message = `${request.method} ${request.url} was sent, but its answer was lost: ${cause.message}`
    super('ERR_OUTCOME_UNKNOWN', message, { hint: 'It may have been done. Look before you do it again.', cause })
    this.method = request.method
    this.url = request.url
  }
}

export function isOutcomeUnknown(value: unknown): value is OutcomeUnknownError {
  return typeof value === 'object' && value !== null && brand in value
}
