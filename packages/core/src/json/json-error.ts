import { MlferryError, type MlferryErrorOptions } from '../errors/mlferry-error.ts'

/** Text that is not JSON (ERR_JSON_INVALID), or a value over a size limit (ERR_JSON_TOO_LARGE). */
export class JsonError extends MlferryError {
  override readonly name = 'JsonError'
  /** Where: bytes from the start of the input, characters when the input was a string. */
  readonly offset: number
  /** The message without the offset. */
  readonly problem: string

  constructor(problem: string, offset: number, options: MlferryErrorOptions & { readonly code?: string } = {}) {
    super(options.code ?? 'ERR_JSON_INVALID', `Invalid JSON at offset ${offset}: ${problem}`, options)
    this.offset = offset
    this.problem = problem
  }
}
