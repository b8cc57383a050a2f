import type { MlflowClient } from '@mlferry/client'
import type { Header } from '@mlferry/core'
import type { RunBatch } from '../run/run-batch.ts'
import type { TraceCalls } from '../trace/trace-call.ts'
import { ExperimentMarks } from './experiment-marks.ts'
import { LateCreations } from './late-creations.ts'

/** Runs that traces were linked to, by the id of the trace. */
export type LinkedRuns = ReadonlyMap<string, readonly string[]>

/** What one job, or one reader, remembers of a server: it begins empty, and ends with it. */
export class ServerMemory {
  /** The version of each alias of the registered models and prompts of this target, by name, as they were when the job began. */
  readonly aliases = new Map<string, ReadonlyMap<string, string>>()
  /** The highest version number of each registered model that versions were made of, as far as this job knows. */
  readonly highestVersions = new Map<string, number>()
  /** Runs that this job made, as long as they have none yet of the models that they read and made. */
  readonly freshRuns = new Set<string>()
  /** What waits to be logged on runs that are being written, by their ids. */
  readonly runBatches = new Map<string, RunBatch>()
  /** What lost calls may yet make, see `createOnce`. */
  readonly late: LateCreations
  /** Ids of the webhooks that were there when the job began, or that it made. */
  readonly webhooks = new Set<string>()
  /** Of objects that have no tags of their own. */
  readonly marks: ExperimentMarks
  /** Runs that traces were linked to later, by experiment: each asked for once a listing. */
  readonly linkedRuns = new Map<string, Promise<LinkedRuns>>()
  /** Traces whose spans were read and name no attachment. */
  readonly tracesWithoutFiles = new WeakSet<Header>()
  /** Made by the first write of a trace. */
  traceCalls: TraceCalls | undefined
  /** Whether there is any logged model, asked once. */
  holdsLoggedModels: Promise<boolean> | undefined
  /** The user was told that nothing is read of what deleted experiments hold. */
  toldOfDeleted = false

  constructor(connection: ConstructorParameters<typeof LateCreations>[0] & { readonly client: MlflowClient }) {
    this.late = new LateCreations(connection)
    this.marks = new ExperimentMarks(connection.client)
  }
}
