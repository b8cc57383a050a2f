import type { Call } from '../http/call.ts'
import type { HttpLimits } from '../http/http-limits.ts'
import type { Resumable } from '../http/resume-bytes.ts'
import type { Answer } from '../http/transport.ts'

/** What endpoint files are made of: send a call, read its answer. */
export interface Caller {
  /** The whole answer, parsed exactly. A cut answer counts as a failed attempt. */
  request<T>(call: Call): Promise<T>
  /** The answer as text. */
  requestText(call: Call): Promise<string>
  /** The answer's head; the body comes at the reader's speed. */
  requestStream(call: Call): Promise<Answer>
  /** Bytes that go on after a cut, with the client's retries counted since it last got further. */
  resumeBytes(call: Call, options: Pick<Resumable, 'open' | 'start'>): AsyncGenerator<Uint8Array>
  readonly limits: HttpLimits
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** For lists of what experiments hold: a server that answers one with a fault does so each time, and the other experiments wait. */
export const fewFaultRetries = { faultRetries: 2 } as const

export const api2 = '/api/2.0/mlflow'
