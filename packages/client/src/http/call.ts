import type { JsonValue } from '@mlferry/exact-json'
import type { Shape } from '../wire/shape.ts'

export type QueryValue = string | number | bigint | boolean | undefined

/** One call of the API, before it is signed and sent. */
export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the tracking URI, encoded: `/api/2.0/mlflow/runs/get`. */
  readonly path: string
  /** Undefined members are left out; an array gives the name several times. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>
  /** The body. Non-finite numbers go as strings, as MLflow takes them; undefined members are left out. */
  readonly json?: JsonValue | object
  readonly body?: UploadBody
  readonly headers?: Readonly<Record<string, string>>
  /** How its answer has to look like; any other is ERR_INVALID_ANSWER. Absent: any JSON, or nothing at all. */
  readonly answer?: Shape
  /** Whether the call may be sent again when its answer was lost; by default a table of MLflow's routes says it. */
  readonly repeatable?: boolean
  /** How often it may be sent again; MLFLOW_HTTP_REQUEST_MAX_RETRIES by default. */
  readonly maxRetries?: number
  /** The same after a plain 500, with which a server fails over its data or over what it does not know. As after other failures by default. */
  readonly faultRetries?: number
  readonly signal?: AbortSignal | undefined
}

/** A body of known size that is sent while it is read. */
export interface UploadBody {
  readonly size: number
  /** Lower-case hex, where it is known: some signatures cover it. */
  readonly sha256?: string | undefined
  /** The bytes from `start` on; called again for every attempt, always giving the same bytes. */
  readonly open: (start: number) => AsyncIterable<Uint8Array>
}

/** The address of a call: everything but letters, digits and `-._~` percent-encoded, as signatures want it. */
export function callUrl(baseUrl: URL, { path, query = {} }: Pick<Call, 'path' | 'query'>): URL {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => each !== undefined)
      .map((each) => `${encodeStrictly(name)}=${encodeStrictly(String(each))}`),
  )
  const url = new URL(baseUrl.href.replace(/\/+$/, '') + path)
  url.search = pairs.join('&')
  return url
}

export function encodeStrictly(text: string): string {
  const encode = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, encode)
}
