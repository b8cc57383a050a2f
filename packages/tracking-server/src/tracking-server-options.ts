import type { AuthProvider, ClientEvent } from '@mlferry/client'

export interface TrackingServerOptions {
  /** As MLflow takes it: `http://localhost:5000`, or what one of `auth` handles. */
  readonly trackingUri: string
  /** The server of registered models, prompts, their versions and webhooks. Default: `trackingUri`, as MLflow has it. */
  readonly registryUri?: string | undefined
  /** The settings of this end. Default: process.env. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly auth?: readonly AuthProvider[]
  /** Requests under way at once. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
  /** Every answer of the server, retries included. */
  readonly onAnswer?: (answer: ServerAnswer) => void
  /** The server is waited for: an attempt failed, or has no answer yet. */
  readonly onWaiting?: (waiting: ServerWaiting) => void
  /** What the user should know that is no error, such as two settings of which one wins. */
  readonly onWarning?: (message: string) => void
}

export type ServerWaiting = Extract<ClientEvent, { type: 'retry' | 'unanswered' }>
export type ServerAnswer = Extract<ClientEvent, { type: 'answered' }>
