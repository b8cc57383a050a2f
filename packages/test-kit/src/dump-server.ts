import { readFile } from 'node:fs/promises'
import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'
import { tempDir } from './temp-dir.ts'

export interface DumpOptions {
  /** Only these experiments, by name, and no registered models. Default: all. */
  readonly experiments?: readonly string[]
  /** Deleted runs and experiments too. Default: true. */
  readonly deleted?: boolean
  /** What to read of artifacts. Default: `sha256`, of every file. */
  readonly artifacts?: 'sha256' | 'sizes' | 'none'
  /** Read the points from the server's database, not from its answers: for very many of them. Default: false. */
  readonly metricsFromDatabase?: boolean
  /** Registered models, versions, prompts, webhooks, logged models, the links of runs to these, and scorers and the like. Default: true. */
  readonly models?: boolean
  /** Traces, with their spans. Default: true. */
  readonly traces?: boolean
}

type Strings = Readonly<Record<string, string>>

export interface ServerDump {
  readonly experiments: readonly ExperimentDump[]
  readonly runs: readonly RunDump[]
  readonly loggedModels?: readonly LoggedModelDump[]
  readonly registeredModels?: readonly RegisteredModelDump[]
  readonly modelVersions?: readonly ModelVersionDump[]
  readonly prompts?: readonly PromptDump[]
  readonly promptVersions?: readonly PromptVersionDump[]
  readonly evaluationDatasets?: readonly EvaluationDatasetDump[]
  /** Each as one text, without its status. */
  readonly webhooks?: readonly string[]
  readonly traces?: readonly TraceDump[]
}

export interface ExperimentDump {
  readonly name: string
  readonly lifecycle: string
  readonly tags: Strings
  /** Scorer versions, issues, label schemas, review queues by kind, each as one text of all that a copy must have. */
  readonly held?: Readonly<Record<string, readonly string[]>>
}

/** A folder of artifacts. */
export interface FilesDump {
  /** Size and checksum by path. */
  readonly artifacts: Strings
  /** The texts of the files `MLmodel` by path: they name ids, which a copy has others of. */
  readonly modelFiles?: Strings
}

export interface RunDump extends FilesDump {
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
  readonly artifactUri?: string
  /** Ids of logged models. */
  readonly modelInputs?: readonly string[]
  readonly modelOutputs?: readonly { readonly model: string; readonly step: string }[]
}

export interface LoggedModelDump extends FilesDump {
  readonly id: string
  /** The name of its experiment. */
  readonly experiment: string
  readonly name: string
  readonly type: string
  readonly status: string
  readonly statusMessage: string
  readonly created: number
  /** The id of the run that made it, or empty. */
  readonly run: string
  readonly params: Strings
  readonly tags: Strings
  /** As its own table holds them, and the id of the run that logged each. */
  readonly metrics: readonly { readonly key: string; readonly run: string; readonly point: string }[]
  readonly location: string
}

export interface RegisteredModelDump {
  readonly name: string
  readonly description: string
  readonly tags: Strings
  /** Version numbers by alias. */
  readonly aliases: Strings
}

export interface ModelVersionDump extends FilesDump {
  readonly name: string
  readonly version: number
  readonly status: string
  readonly stage: string
  readonly description: string
  readonly tags: Strings
  /** The id of the run that it names, or empty. */
  readonly run: string
  readonly runLink: string
  /** As it was registered. */
  readonly source: string
  /** Where its files lie. */
  readonly location: string
}

export interface PromptDump extends RegisteredModelDump {
  /** Names of the experiments that show it. */
  readonly experiments: readonly string[]
}

export interface PromptVersionDump {
  readonly name: string
  readonly version: number
  readonly description: string
  readonly tags: Strings
}

export interface EvaluationDatasetDump {
  readonly id: string
  readonly name: string
  readonly tags: Strings
  readonly schema: string
  readonly profile: string
  readonly createdBy: string
  /** Names of the experiments that it belongs to. */
  readonly experiments: readonly string[]
  /** Each as text that is exact, sorted. */
  readonly records: readonly string[]
}

export interface TraceDump {
  readonly id: string
  /** The name of its experiment. */
  readonly experiment: string
  readonly requestTime: string
  readonly duration: string
  readonly state: string
  readonly requestPreview: string | null
  readonly responsePreview: string | null
  readonly clientRequestId: string | null
  readonly metadata: Strings
  readonly tags: Strings
  /** Ids of the runs by which a search finds it. */
  readonly runs: readonly string[]
  /** JSON, as are spans. */
  readonly assessments: readonly string[]
  readonly spans: readonly string[]
  /** Size and checksum by path. */
  readonly attachments: Strings
}

/** Reads all that a server holds, through MLflow's own client. */
export async function dumpServer(
  server: ServerAddress & { readonly backendStoreUri?: string },
  {
    experiments,
    deleted = true,
    artifacts = 'sha256',
    metricsFromDatabase = false,
    models = true,
    traces = true,
  }: DumpOptions = {},
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
    models,
    traces,
  })
  return JSON.parse(await readFile(file, 'utf8'))
}
