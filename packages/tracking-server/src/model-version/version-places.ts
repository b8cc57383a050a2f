import { isHttpError, type WireModelVersion } from '@mlferry/client'
import type { ModelVersionHeader } from '@mlferry/core'
import { addressBelow } from '../server/address-below.ts'
import type { ServerContext } from '../server/server-context.ts'
import { trackingOf } from '../server/tracking-of.ts'
import { modelVersionHeader, type VersionFacts } from './model-version-header.ts'

interface Listing {
  readonly aliases: readonly string[]
  readonly thorough: boolean | undefined
}

/** Finds out what the files of versions belong to: runs, logged models, or nothing but the version. Each run is asked for once. */
export class VersionPlaces {
  readonly #context: ServerContext
  readonly #signal: AbortSignal
  readonly #roots = new Map<string, Promise<string | undefined>>()

  constructor(context: ServerContext, signal: AbortSignal) {
    this.#context = context
    this.#signal = signal
  }

  async headerOf(version: WireModelVersion, { aliases, thorough }: Listing): Promise<ModelVersionHeader> {
    let facts: VersionFacts = { aliases, runRoot: undefined, download: '' }
    let header = modelVersionHeader(version, facts)
    const learn = (more: Partial<VersionFacts>) => {
      facts = { ...facts, ...more }
      header = modelVersionHeader(version, facts)
    }
    const { run_id: run = '' } = version
    // Most sources tell by themselves what their files belong to; others are addresses, to be compared with that of the run.
    if (!isLinked(header) && run !== '') learn({ runRoot: await this.#runRoot(run) })
    if (!isLinked(header) || thorough) learn({ download: await this.#downloadUri(version) })
    if (!isLinked(header)) learn(await this.#byLayout(version, facts))
    const own = await this.#filesAtRegistry(header)
    if (own !== undefined) learn({ download: own })
    return header
  }

  /**
   * MLflow puts the files of runs and logged models into folders with their ids. Such an address tells what it belongs to where that is on
   * another server: a registry knows neither.
   */
  async #byLayout(
    { run_id: run = '', source = '' }: WireModelVersion,
    { download }: VersionFacts,
  ): Promise<Partial<VersionFacts>> {
    const isElsewhere = run !== '' && (await this.#runRoot(run)) === undefined
    for (const address of [source, download]) {
      const root = isElsewhere ? rootByLayout(address, run) : undefined
      if (root !== undefined) return { runRoot: root }
      const [, modelId] = /\/models\/(m-[0-9a-f]{32})\/artifacts\/?$/.exec(address) ?? []
      if (modelId !== undefined && (isElsewhere || (await this.#hasModel(modelId)))) return { modelId }
    }
    return {}
  }

  /** The address of files among those of a run that only the server of the registry has. */
  async #filesAtRegistry({ links }: ModelVersionHeader): Promise<string | undefined> {
    const files = links.find(({ field }) => field === 'files')
    if (!this.#context.tracking || !files || (await this.#runRoot(files.to.id)) !== undefined) return undefined
    const root = await artifactsOf(files.to.id, this.#context, this.#signal)
    return root && addressBelow(root, String(files.data?.path ?? ''))
  }

  #runRoot(run: string): Promise<string | undefined> {
    const root = this.#roots.get(run) ?? artifactsOf(run, trackingOf(this.#context), this.#signal)
    this.#roots.set(run, root)
    return root
  }

  async #hasModel(modelId: string): Promise<boolean> {
    const { loggedModels } = trackingOf(this.#context).client
    return (await orMissing(loggedModels.get({ modelId, signal: this.#signal }))) !== undefined
  }

  #downloadUri({ name, version }: WireModelVersion): Promise<string> {
    const { modelVersions } = this.#context.client
    return modelVersions.downloadUri({ name, version: String(version), signal: this.#signal })
  }
}

function isLinked({ links }: ModelVersionHeader): boolean {
  return links.some(({ field }) => field === 'model' || field === 'files')
}

function rootByLayout(address: string, run: string): string | undefined {
  const end = `/${run}/artifacts`
  const at = `${address}/`.lastIndexOf(`${end}/`)
  return at < 0 ? undefined : address.slice(0, at + end.length)
}

/** Where the artifacts of a run lie; undefined for a run that is gone for good, or on another server. */
async function artifactsOf(runId: string, { client }: ServerContext, signal: AbortSignal): Promise<string | undefined> {
  return (await orMissing(client.runs.get({ runId, signal })))?.info.artifact_uri
}

async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (isHttpError(error) && error.status === 404) return undefined
    throw error
  }
}
