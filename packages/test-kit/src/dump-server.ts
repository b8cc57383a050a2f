import { readFile } from 'node:fs/promises'
import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'
import { tempDir } from './temp-dir.ts'

export interface DumpOptions {
  /** Only these experiments, by name. Default: all. */
  readonly experiments?: readonly string[]
  /** Deleted runs and experiments too. Default: true. */
  readonly deleted?: boolean
  /** What to read of artifacts. Default: `sha256`, of every file. */
  readonly artifacts?: 'sha256' | 'sizes' | 'none'
  /** Read the points from the server's database, not from its answers: for very many of them. Default: false. */
  readonly metricsFromDatabase?: boolean
}

type Strings = Readonly<Record<string, string>>

export interface ServerDump {
  readonly experiments: readonly ExperimentDump[]
  readonly runs: readonly RunDump[]
}

export interface ExperimentDump {
  readonly name: string
  readonly lifecycle: string
  readonly tags: Strings
}

export interface RunDump {
  readonly id: string
  /** The name of its experiment. */
  readonly experiment: string
  readonly name: string
  readonly status: string
  readonly startTime: string
  readonly endTime: string
  readonly user: string
  readonly lifecycle: string
  readonly params: Strings
  readonly tags: Strings
  readonly latestMetrics: Strings
  /** Every point as text that is exact and readable, sorted. */
  readonly metrics: Readonly<Record<string, readonly string[]>>
  readonly inputs: readonly unknown[]
  /** Size and checksum by path. */
  readonly artifacts: Strings
}

/** Reads all that a server holds, through MLflow's own client. */
export async function dumpServer(
  server: ServerAddress & { readonly backendStoreUri?: string },
  { experiments, deleted = true, artifacts = 'sha256', metricsFromDatabase = false }: DumpOptions = {},
): Promise<ServerDump> {
  await using dir = await tempDir()
  const file = dir.file('dump.json')
  const database = metricsFromDatabase ? server.backendStoreUri : null
  if (database === undefined) throw new Error(`the database of ${server.url} is not known`)
  await runServerScript('dump_server.py', server, {
    file,
    experiments: experiments ?? null,
    deleted,
    artifacts,
    database,
  })
  return JSON.parse(await readFile(file, 'utf8'))
}
