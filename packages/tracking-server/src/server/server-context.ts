import type { Env, MlflowClient } from '@mlferry/client'
import type { Ref } from '@mlferry/core'
import type { JobGate } from '../lease/job-gate.ts'
import type { Leasing } from '../lease/leasing.ts'
import type { ServerFacts } from './server-facts.ts'
import type { ServerLimits } from './server-limits.ts'
import type { ServerMemory } from './server-memory.ts'

/** One tracking server, as it is connected to. */
export interface ServerConnection {
  readonly client: MlflowClient
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
  readonly facts: ServerFacts
}

/** The same, as all kinds see it while one job writes, or one reader reads. */
export interface ServerContext extends ServerConnection {
  readonly memory: ServerMemory
  /** Of a registry on a server of its own: the server that holds runs, logged models and files of the same end. See `trackingOf`. */
  readonly tracking?: ServerContext
  /** Address of the files of a logged model that this server keeps because it does not hold the kind; undefined: it holds it. */
  readonly keptFiles?: (model: Ref, signal: AbortSignal) => Promise<string | undefined>
}
