import type { Env, MlflowClient } from '@mlferry/client'
import type { Header, Ref } from '@mlferry/core'
import type { JobGate } from '../lease/job-gate.ts'
import type { Leasing } from '../lease/leasing.ts'
import type { RunBatch } from '../run/run-batch.ts'
import type { TraceCalls } from '../trace/trace-call.ts'
import type { ExperimentMarks } from './experiment-marks.ts'
import type { LateCreations } from './late-creations.ts'
import type { ServerLimits } from './server-limits.ts'

/** Runs that traces were linked to, by the id of the trace. */
export type LinkedRuns = ReadonlyMap<string, readonly string[]>

/** One tracking server, as all kinds see it. */
export interface ServerContext {
  readonly client: MlflowClient
  /** Of a registry on a server of its own: the server that holds runs, logged models and files of the same end. See `trackingOf`. */
  readonly tracking?: ServerContext
  /** In front of all that is written, files too. Absent: everything passes. */
  readonly gate?: JobGate
  /** Its client outlives an aborted job. Those of a workspace write under the lease of their server. Absent: no job takes a lease. */
  readonly leasing?: Leasing
  /** The settings of this end, for its artifact store. Default: process.env. */
  readonly env?: Env
  readonly warn?: (message: string) => void
  /** The tracking URI, without secrets. */
  readonly label: string
  /** As `GET /version` tells; undefined where it does not. */
  readonly version: string | undefined
  /** Of a server that does not tell its version: why it does not hold a kind, as the routes tell that every server of the right version has. */
  readonly lacks?: ReadonlyMap<string, string>
  readonly limits: ServerLimits
  /** Routes found missing, each probed once by its first use. */
  readonly missing: Set<
    'get-history-bulk' | 'held-by-deleted' | 'batch-get-traces' | 'batch-get-trace-infos' | 'otlp-traces'
  >
  /** The version of each alias of the registered models and prompts of this target, by name, as they were when the job began. */
  aliases?: Map<string, ReadonlyMap<string, string>>
  /** The highest version number of each registered model that versions were made of, as far as this job knows. */
  highestVersions?: Map<string, number>
  /** Runs that this job made, as long as they have none yet of the models that they read and made. */
  freshRuns?: Set<string>
  /** What waits to be logged on runs that are being written, by their ids. */
  runBatches?: Map<string, RunBatch>
  /** Address of the files of a logged model that this server keeps because it does not hold the kind; undefined: it holds it. */
  readonly keptFiles?: (model: Ref, signal: AbortSignal) => Promise<string | undefined>
  /** Whether there is any logged model, asked once. */
  holdsLoggedModels?: Promise<boolean>
  /** What lost calls may yet make, see `createOnce`. */
  lateCreations?: LateCreations
  /** Ids of the webhooks that were there when the job began, or that it made. */
  knownWebhooks?: Set<string>
  /** Of objects that have no tags of their own: see `marksOf`. */
  marks?: ExperimentMarks
  traceCalls?: WeakMap<AbortSignal, TraceCalls>
  /** Runs that traces were linked to later, by experiment: each asked for once a listing. */
  linkedRuns?: Map<string, Promise<LinkedRuns>>
  /** Whether traces are those of MLflow 3, asked once. */
  tracesOfV3?: boolean
  /** Whether spans can go to the server's table, asked once. */
  spansTable?: Promise<boolean>
  /** How many endpoints its gateway has, asked once. */
  gatewayEndpoints?: Promise<number | 'no route' | undefined>
  /** Traces whose spans were read and name no attachment. */
  tracesWithoutFiles?: WeakSet<Header>
}
