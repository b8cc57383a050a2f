import type { OtlpSpan, WireTrace } from '@mlferry/client'

/** Calls for several traces at once, gathered from writers that are at work side by side. */
export interface TraceCalls {
  /** What is at the server under this id, in whatever experiment. */
  info(traceId: string): Promise<WireTrace | undefined>
  /** Spans of one trace; resolves to false where the server does not take them. */
  send(spans: SpansOfTrace): Promise<boolean>
  link(link: RunOfTrace): Promise<void>
}

export interface SpansOfTrace {
  readonly experimentId: string
  readonly spans: readonly OtlpSpan[]
}

export interface RunOfTrace {
  readonly traceId: string
  readonly runId: string
}
