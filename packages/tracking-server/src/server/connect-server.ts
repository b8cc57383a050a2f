import { type ClientEvent, type ClientOptions, createClient, type Env, type MlflowClient } from '@mlferry/client'
import { Leasing } from '../lease/leasing.ts'
import type { TrackingServerOptions } from '../tracking-server-options.ts'
import { describeServer } from './describe-server.ts'
import type { ServerConnection } from './server-context.ts'
import { unknownFacts } from './server-facts.ts'

/** Connects to one server, and asks for its version. */
export async function connectServer(
  uri: string,
  options: TrackingServerOptions & { readonly writeGate: ServerConnection['gate'] },
): Promise<ServerConnection> {
  const { env = process.env, onWarning: warn = () => {}, writeGate: gate } = options
  const client = await connectClient(uri, options)
  try {
    return { ...(await describeServer(client, { trackingUri: uri, env, warn })), ...(gate && { gate }) }
  } catch (error) {
    await client.close()
    throw error
  }
}

/** The same server as one of its workspaces shows it. */
export async function connectWorkspace(
  workspace: string,
  known: ServerConnection,
  options: TrackingServerOptions & { readonly uri: string },
): Promise<ServerConnection> {
  const env: Env = { ...(options.env ?? process.env), MLFLOW_WORKSPACE: workspace }
  const client = await connectClient(options.uri, { ...options, env, writeGate: known.gate })
  return { ...known, client, leasing: leasingOf(options.uri, { ...options, env }), facts: unknownFacts() }
}

/** What has to be put in order outlives the job that is aborted. */
export function leasingOf(uri: string, options: TrackingServerOptions): Leasing {
  const connect = () => connectClient(uri, { ...options, signal: new AbortController().signal })
  return new Leasing({ connect, lifetime: testLifetime(options.env ?? process.env) })
}

function connectClient(
  uri: string,
  options: TrackingServerOptions & Pick<ClientOptions, 'writeGate'>,
): Promise<MlflowClient> {
  const { onWarning: warn, onAnswer, onWaiting } = options
  const onEvent = (event: ClientEvent) => {
    if (event.type === 'warning') warn?.(event.message)
    if (event.type === 'answered') onAnswer?.(event)
    if (event.type === 'retry' || event.type === 'unanswered') onWaiting?.(event)
  }
  return createClient({ ...options, trackingUri: uri, onEvent })
}

/** A test that lets a lease end has no 90 seconds. */
function testLifetime({ MLFERRY_TEST_LEASE_SECONDS: seconds }: Env): number | undefined {
  return seconds === undefined ? undefined : Number(seconds) * 1000
}
