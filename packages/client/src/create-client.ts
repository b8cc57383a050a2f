import type { AuthProvider } from './auth/auth-provider.ts'
import { chooseProvider } from './auth/choose-provider.ts'
import type { ClientEvent } from './client-event.ts'
import { createArtifactProxy } from './endpoints/artifact-proxy.ts'
import { createArtifacts } from './endpoints/artifacts.ts'
import type { Caller } from './endpoints/caller.ts'
import { createCaller } from './endpoints/create-caller.ts'
import { createEvaluationDatasets } from './endpoints/evaluation-datasets.ts'
import { createExperiments } from './endpoints/experiments.ts'
import { createIssues } from './endpoints/issues.ts'
import { createLabelSchemas } from './endpoints/label-schemas.ts'
import { createLoggedModels } from './endpoints/logged-models.ts'
import { createMetrics } from './endpoints/metrics.ts'
import { createModelVersions } from './endpoints/model-versions.ts'
import { createRegisteredModels } from './endpoints/registered-models.ts'
import { createReviewQueues } from './endpoints/review-queues.ts'
import { createRuns } from './endpoints/runs.ts'
import { createScorers } from './endpoints/scorers.ts'
import { createServer } from './endpoints/server.ts'
import { createTraces } from './endpoints/traces.ts'
import { createWebhooks } from './endpoints/webhooks.ts'
import { createWorkspaces } from './endpoints/workspaces.ts'
import { createAgents } from './http/agents.ts'
import { type HttpLimits, httpLimits } from './http/http-limits.ts'
import { createPace } from './http/pace.ts'
import { createSender } from './http/sender.ts'
import { createServerClock } from './http/server-clock.ts'
import type { WriteGate } from './http/write-gate.ts'
import type { MlflowClient } from './mlflow-client.ts'
import type { Env } from './settings/env.ts'
import { readHttpSettings } from './settings/http-settings.ts'
import { proxyFor } from './settings/proxy-settings.ts'
import { readTlsSettings } from './settings/tls-settings.ts'

export interface ClientOptions {
  /** `https://host/prefix`, or any URI that one of the providers handles. */
  readonly trackingUri: string
  /** Settings of this end; `process.env` by default. */
  readonly env?: Env
  /** Asked before the built-in user, password and token of MLflow. */
  readonly auth?: readonly AuthProvider[]
  /** Aborts every call of the client. */
  readonly signal?: AbortSignal
  /** Calls at a time, 8 by default. Uploads and streamed answers do not count once they flow. */
  readonly concurrency?: number
  /** Of what a server may send; the defaults leave room for any real one. */
  readonly limits?: Partial<HttpLimits>
  readonly onEvent?: (event: ClientEvent) => void
  /** Asked before every request that writes: may hold it back, or refuse it. Default: all pass. */
  readonly writeGate?: WriteGate | undefined
}

/** Connects; sends nothing yet, unless the provider does. Throws ERR_INVALID_TRACKING_URI, ERR_NO_AUTH_PROVIDER, ERR_INVALID_SETTING. */
export async function createClient(options: ClientOptions): Promise<MlflowClient> {
  const { trackingUri, env = process.env, auth = [], concurrency = 8, onEvent: emit = () => {} } = options
  const closing = new AbortController()
  const signal = options.signal ? AbortSignal.any([closing.signal, options.signal]) : closing.signal
  const provider = chooseProvider(trackingUri, auth)
  const settings = readHttpSettings(env)
  const limits = { ...httpLimits(settings), ...options.limits }
  const tls = await readTlsSettings(env)
  const warn = (message: string) => emit({ type: 'warning', message })
  const session = await provider.connect(trackingUri, { env, signal, warn })
  const agents = createAgents(proxyFor(session.baseUrl, env))
  const signing = {
    session,
    transport: { agents, tls, timeout: settings.timeout, slowest: limits.slowest },
    followRedirects: settings.followRedirects,
    headers: settings.workspace === undefined ? {} : { 'x-mlflow-workspace': settings.workspace },
  }
  const clock = createServerClock()
  const send = createSender({
    signing,
    settings,
    pace: createPace(concurrency),
    clock,
    emit,
    writeGate: options.writeGate,
    signal,
  })
  const caller = createCaller({ send, settings, limits, emit, signal })
  const close = async () => {
    closing.abort()
    agents.close()
  }
  const client: MlflowClient = {
    baseUrl: session.baseUrl,
    aws: session.aws,
    service: session.service,
    serverTime: clock.now,
    ...endpointsOf(caller),
    withRetries: (most) => ({ ...client, ...endpointsOf(withRetries(caller, most)) }),
    close,
    [Symbol.asyncDispose]: close,
  }
  return client
}

function endpointsOf(caller: Caller) {
  return {
    request: caller.request,
    requestStream: caller.requestStream,
    server: createServer(caller),
    experiments: createExperiments(caller),
    runs: createRuns(caller),
    metrics: createMetrics(caller),
    loggedModels: createLoggedModels(caller),
    registeredModels: createRegisteredModels(caller),
    modelVersions: createModelVersions(caller),
    evaluationDatasets: createEvaluationDatasets(caller),
    issues: createIssues(caller),
    labelSchemas: createLabelSchemas(caller),
    reviewQueues: createReviewQueues(caller),
    scorers: createScorers(caller),
    webhooks: createWebhooks(caller),
    workspaces: createWorkspaces(caller),
    traces: createTraces(caller),
    artifacts: createArtifacts(caller),
    artifactProxy: createArtifactProxy(caller),
  }
}

function withRetries(caller: Caller, maxRetries: number): Caller {
  return {
    ...caller,
    request: (call) => caller.request({ maxRetries, ...call }),
    requestText: (call) => caller.requestText({ maxRetries, ...call }),
    requestStream: (call) => caller.requestStream({ maxRetries, ...call }),
  }
}
