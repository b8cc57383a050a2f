import { type AuthProvider, type ClientEvent, createClient } from '@mlferry/client'
import { evaluationDatasetOnServer } from './evaluation-dataset/evaluation-dataset-on-server.ts'
import { experimentOnServer } from './experiment/experiment-on-server.ts'
import { issueOnServer } from './issue/issue-on-server.ts'
import { labelSchemaOnServer } from './label-schema/label-schema-on-server.ts'
import { Leasing } from './lease/leasing.ts'
import { loggedModelOnServer } from './logged-model/logged-model-on-server.ts'
import { modelVersionOnServer } from './model-version/model-version-on-server.ts'
import { promptOnServer } from './prompt/prompt-on-server.ts'
import { promptVersionOnServer } from './prompt-version/prompt-version-on-server.ts'
import { registeredModelOnServer } from './registered-model/registered-model-on-server.ts'
import { reviewQueueOnServer } from './review-queue/review-queue-on-server.ts'
import { runOnServer } from './run/run-on-server.ts'
import { scorerOnServer } from './scorer/scorer-on-server.ts'
import { describeServer } from './server/describe-server.ts'
import type { ServerKind } from './server/server-kind.ts'
import { traceOnServer } from './trace/trace-on-server.ts'
import { TrackingServer } from './tracking-server.ts'
import { webhookOnServer } from './webhook/webhook-on-server.ts'
import { workspaceOnServer } from './workspace/workspace-on-server.ts'

/** Every kind that a tracking server is read and written for. */
export const serverKinds: readonly ServerKind[] = [
  experimentOnServer,
  runOnServer,
  loggedModelOnServer,
  registeredModelOnServer,
  modelVersionOnServer,
  promptOnServer,
  promptVersionOnServer,
  evaluationDatasetOnServer,
  issueOnServer,
  scorerOnServer,
  labelSchemaOnServer,
  reviewQueueOnServer,
  webhookOnServer,
  workspaceOnServer,
  traceOnServer,
]

export interface TrackingServerOptions {
  /** As MLflow takes it: `http://localhost:5000`, or what one of `auth` handles. */
  readonly trackingUri: string
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

/** Connects, and asks the server for its version: what cannot be reached, or is no MLflow server, is said here. */
export async function openTrackingServer(options: TrackingServerOptions): Promise<TrackingServer> {
  const { trackingUri, env = process.env, onWarning: warn = () => {}, onAnswer, onWaiting } = options
  const onEvent = (event: ClientEvent) => {
    if (event.type === 'warning') warn(event.message)
    if (event.type === 'answered') onAnswer?.(event)
    if (event.type === 'retry' || event.type === 'unanswered') onWaiting?.(event)
  }
  const connect = () => createClient({ ...options, signal: new AbortController().signal, onEvent })
  const leasing = new Leasing({ connect, lifetime: testLifetime(env) })
  const writing = { ...options, onEvent, writeGate: leasing.gate }
  const client = await createClient(writing)
  try {
    const described = { ...(await describeServer(client, { trackingUri, env, warn })), gate: leasing.gate }
    const context = { ...described, leasing }
    // Whoever names a workspace means that one alone.
    if (env.MLFLOW_WORKSPACE?.trim()) return new TrackingServer(context, serverKinds)
    const connectTo = async (workspace: string): Promise<TrackingServer> => {
      const inWorkspace = await createClient({ ...writing, env: { ...env, MLFLOW_WORKSPACE: workspace } })
      const own = { ...described, client: inWorkspace, missing: new Set<never>() }
      return new TrackingServer(own, kindsOfWorkspace, { within: server })
    }
    const server = new TrackingServer(context, serverKinds, { connectTo })
    return server
  } catch (error) {
    await client.close()
    throw error
  }
}

/** What one workspace holds: the list of workspaces belongs to the server. */
const kindsOfWorkspace = serverKinds.filter(({ name }) => name !== 'workspace')

/** A test that lets a lease end has no 90 seconds. */
function testLifetime({ MLFERRY_TEST_LEASE_SECONDS: seconds }: NonNullable<TrackingServerOptions['env']>) {
  return seconds === undefined ? undefined : Number(seconds) * 1000
}
