// The brand by which `isMlferryError` of @mlferry/core knows an error, without a dependency on that package.
const brand = Symbol.for('mlferry.error')

export interface JsonErrorOptions {
  readonly code?: JsonErrorCode | undefined
  readonly cause?: unknown
}

export type JsonErrorCode = 'ERR_JSON_INVALID' | 'ERR_JSON_TOO_LARGE'

/** Text that is not JSON (ERR_JSON_INVALID), or a value over a size limit (ERR_JSON_TOO_LARGE). */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  readonly code: JsonErrorCode
  /** Where: bytes from the start of the input, characters when the input was a string. */
  readonly offset: number
  /** The message without the offset. */
  readonly problem: string
  readonly [brand] = true

  constructor(problem: string, offset: number, options: JsonErrorOptions = {}) {
    super(
      `Invalid JSON at offset ${offset}: ${problem}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.code = options.code ?? 'ERR_JSON_INVALID'
    this.offset = offset
    this.problem = problem
  }
}
