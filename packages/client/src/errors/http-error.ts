import { MlferryError, type MlferryErrorOptions } from '@mlferry/core'

const brand = Symbol.for('mlferry.http-error')

export interface HttpErrorFacts {
  readonly status: number
  /** MLflow's own code, such as RESOURCE_DOES_NOT_EXIST; undefined when the answer was not MLflow's. */
  readonly mlflowCode: string | undefined
  readonly method: string
  /** Without secrets. */
  readonly url: string
}

/** The server answered, and said no. */
export class HttpError extends MlferryError implements HttpErrorFacts {
  override readonly name = 'HttpError'
  readonly status: number
  readonly mlflowCode: string | undefined
  readonly method: string
  readonly url: string
  readonly [brand] = true

  constructor(code: string, message: string, options: MlferryErrorOptions & HttpErrorFacts) {
    super(code, message, options)
    this.status = options.status
    this.mlflowCode = options.mlflowCode
    this.method = options.method
    this.url = options.url
  }
}

export function isHttpError(value: unknown): value is HttpError {
  return typeof value === 'object' && value !== null && brand in value
}

/** True for a route that this server does not have: absent in its version, or switched off. */
export function isRouteMissing(value: unknown): value is HttpError {
  if (!isHttpError(value)) return false
  if (value.status !== 404 && value.status !== 405) return false
  return value.mlflowCode === undefined || value.mlflowCode === 'ENDPOINT_NOT_FOUND'
}

/** True for MLflow's answer that there is no such object. That a route is missing is another matter: `isRouteMissing`. */
export function isObjectMissing(error: unknown): error is HttpError {
  return isHttpError(error) && error.mlflowCode === 'RESOURCE_DOES_NOT_EXIST'
}
