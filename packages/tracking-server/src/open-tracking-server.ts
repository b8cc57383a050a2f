import { evaluationDatasetOnServer } from './evaluation-dataset/evaluation-dataset-on-server.ts'
import { experimentOnServer } from './experiment/experiment-on-server.ts'
import { issueOnServer } from './issue/issue-on-server.ts'
import { labelSchemaOnServer } from './label-schema/label-schema-on-server.ts'
import { loggedModelOnServer } from './logged-model/logged-model-on-server.ts'
import { modelVersionOnServer } from './model-version/model-version-on-server.ts'
import { promptOnServer } from './prompt/prompt-on-server.ts'
import { promptVersionOnServer } from './prompt-version/prompt-version-on-server.ts'
import { registeredModelOnServer } from './registered-model/registered-model-on-server.ts'
import { reviewQueueOnServer } from './review-queue/review-queue-on-server.ts'
import { runOnServer } from './run/run-on-server.ts'
import { scorerOnServer } from './scorer/scorer-on-server.ts'
import { connectServer, connectWorkspace, leasingOf } from './server/connect-server.ts'
import { otherRegistry } from './server/other-registry.ts'
import type { ServerConnection } from './server/server-context.ts'
import type { ServerKind } from './server/server-kind.ts'
import { traceOnServer } from './trace/trace-on-server.ts'
import { type ServerPlace, TrackingServer } from './tracking-server.ts'
import type { TrackingServerOptions } from './tracking-server-options.ts'
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

/** Connects, and asks each server for its version: what cannot be reached, or is no MLflow server, is said here. */
export async function openTrackingServer(options: TrackingServerOptions): Promise<TrackingServer> {
  const { trackingUri, env = process.env } = options
  const leasing = leasingOf(trackingUri, options)
  const described = await connectServer(trackingUri, { ...options, writeGate: leasing.gate })
  const registry = await connectRegistry(options, described)
  const context = { ...described, leasing }
  // Whoever names a workspace means that one alone.
  if (env.MLFLOW_WORKSPACE?.trim()) return new TrackingServer(context, serverKinds, { registry })
  const connectTo: ServerPlace['connectTo'] = async (workspace, { withRegistry }) => {
    const own = await connectWorkspace(workspace, described, { ...options, uri: trackingUri })
    const uri = otherRegistry(options)
    if (!registry || uri === undefined) return new TrackingServer(own, kindsOfWorkspace, { within: server })
    if (!withRegistry) return new TrackingServer(own, kindsOfTracking, { within: server })
    const { leasing: _, ...known } = registry
    const place = { within: server, registry: await connectWorkspace(workspace, known, { ...options, uri }) }
    return new TrackingServer(own, kindsOfWorkspace, place)
  }
  const server: TrackingServer = new TrackingServer(context, serverKinds, { connectTo, registry })
  return server
}

/** What is written to a registry of its own stands under the lease of the tracking server. */
async function connectRegistry(
  options: TrackingServerOptions,
  { client, gate }: ServerConnection,
): Promise<ServerConnection | undefined> {
  const uri = otherRegistry(options)
  if (uri === undefined) return undefined
  try {
    return { ...(await connectServer(uri, { ...options, writeGate: gate })), leasing: leasingOf(uri, options) }
  } catch (error) {
    await client.close()
    throw error
  }
}

/** What one workspace holds: the list of workspaces belongs to the server. */
const kindsOfWorkspace = serverKinds.filter(({ name }) => name !== 'workspace')

/** The same where the registry has no such workspace. */
const kindsOfTracking = kindsOfWorkspace.filter(({ inRegistry }) => !inRegistry)
