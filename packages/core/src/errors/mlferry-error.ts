const brand = Symbol.for('mlferry.error')

export interface MlferryErrorOptions {
  /** What the user can do, one sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** Base of every error thrown on purpose. `code` is public API; the message is not. */
export class MlferryError extends Error {
  override readonly name: string = 'MlferryError'
  readonly code: string
  readonly hint: string | undefined
  readonly [brand] = true

  constructor(code: string, message: string, options: MlferryErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}

/** True for our errors even when a plugin brought its own copy of this package: a `Symbol.for` brand, not `instanceof`. */
export function isMlferryError(value: unknown): value is MlferryError {
  return typeof value === 'object' && value !== null && brand in value
}

/** A broken invariant: our bug, shown with its stack. */
export class InternalError extends MlferryError {
  override readonly name = 'InternalError'

  constructor(message: string, options: MlferryErrorOptions = {}) {
    super('ERR_INTERNAL', message, { hint: 'This is a bug in mlferry: please report it with this stack.', ...options })
  }
}
