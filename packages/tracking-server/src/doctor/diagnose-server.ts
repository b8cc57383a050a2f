import { type ClientEvent, createClient } from '@mlferry/client'
import { type Finding, findingOf } from '@mlferry/core'
import { serverKinds } from '../open-tracking-server.ts'
import { describeServer } from '../server/describe-server.ts'
import { otherRegistry } from '../server/other-registry.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyMissing } from '../server/why-missing.ts'
import type { TrackingServerOptions } from '../tracking-server-options.ts'
import { checkArtifacts } from './check-artifacts.ts'
import { checkKinds, checkRoutes, checkVersion } from './check-kinds.ts'
import { checkLease } from './check-lease.ts'
import { checkWriting } from './check-write.ts'
import { checkOf, findHost, type Reaching, readServer } from './reach-server.ts'
import { checkNames } from './refuse-names.ts'

export interface DiagnoseOptions extends TrackingServerOptions {
  /** True for a server that is to be written: what writing needs is checked too, and nothing is left behind. */
  readonly write: boolean
  /** Of the registered models that are to be copied into it: those that the service would refuse are named. */
  readonly modelNames?: readonly string[]
}

/** What is looked at of a server: all that its end has there. */
interface Part {
  readonly uri: string
  readonly kinds: readonly ServerKind[]
  /** False: of a registry beside a tracking server, which has files and lease. */
  readonly isTracking: boolean
}

/** The same of the registry, where that is another server. */
export async function* diagnoseRegistry(options: DiagnoseOptions): AsyncGenerator<Finding> {
  const uri = otherRegistry(options)
  const kinds = serverKinds.filter(({ inRegistry }) => inRegistry)
  if (uri !== undefined) yield* diagnose({ uri, kinds, isTracking: false }, options)
}

/**
 * Looks at a server as a copy would use it, from its address to its artifacts: a finding for each check, as they are made. Ends early
 * where nothing else can be known. Throws only what stops it: an abort, a bug.
 */
export async function* diagnoseServer(options: DiagnoseOptions): AsyncGenerator<Finding> {
  const isOne = otherRegistry(options) === undefined
  const kinds = serverKinds.filter(({ inRegistry }) => isOne || !inRegistry)
  const names = isOne ? options : { ...options, modelNames: [] }
  yield* diagnose({ uri: options.trackingUri, kinds, isTracking: true }, names)
}

async function* diagnose(
  { uri: trackingUri, kinds, isTracking }: Part,
  options: DiagnoseOptions,
): AsyncGenerator<Finding> {
  const { write, onWarning: warn = () => {}, signal = new AbortController().signal } = options
  // A diagnosis is no place to wait for minutes.
  const env = { ...(options.env ?? process.env), MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1' }
  const onEvent = (event: ClientEvent) => {
    if (event.type === 'warning') warn(event.message)
  }
  const opened = await createClient({ ...options, trackingUri, env, onEvent }).catch((error: unknown) => ({ error }))
  if ('error' in opened) {
    yield findingOf(checkOf(opened.error) ?? 'settings', opened.error)
    yield notLookedAt
    return
  }
  await using client = opened
  yield { check: 'address', status: 'ok', found: client.baseUrl.href }
  const reaching: Reaching = { client, env, signal }
  for (const stage of [findHost, serviceFindings, readServer]) {
    let failed = false
    for await (const finding of stage(reaching)) {
      failed ||= finding.status === 'failed'
      yield finding
    }
    if (!failed) continue
    yield notLookedAt
    return
  }
  const context = await describeServer(client, { trackingUri, env, warn })
  yield* checkVersion(context)
  const ask = async (kind: ServerKind) => [kind, await whyMissing(kind, context, signal)] as const
  const reasons = new Map(await Promise.all(kinds.map(ask)))
  yield* checkKinds(reasons, context, write)
  if (!write && isTracking) yield* checkRoutes(context, signal)
  if (write) {
    const held = kinds.filter((kind) => reasons.get(kind) === undefined)
    yield* checkWriting(held, context, signal)
    if (isTracking) yield* checkLease(context, signal)
    yield* checkNames(options.modelNames ?? [], context, signal)
  }
  if (isTracking) yield* checkArtifacts(context, { write, signal })
}

const notLookedAt: Finding = { check: 'rest', status: 'skipped', found: 'Not checked: repair the failed check first.' }

async function* serviceFindings({ client, signal }: Reaching): AsyncGenerator<Finding> {
  yield* (await client.service?.diagnose(signal)) ?? []
}
