import { openArtifactRoot } from '@mlferry/artifacts'
import type { WireExperiment } from '@mlferry/client'
import type { ArtifactRoot } from '@mlferry/core'
import { provenanceTags } from '@mlferry/core'
import { addressBelow } from '../server/address-below.ts'
import { lazyRoot } from '../server/lazy-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'

/** Names the kinds that an experiment keeps objects of, separated by commas: others need not be looked for. */
const keptTag = provenanceTags.kept

/** Objects that belong to no experiment are kept in the one that every server has. */
const defaultExperiment = '0'

export interface KeptPlace {
  readonly experimentId: string
  /** A file for each object. */
  readonly index: ArtifactRoot
  /** A folder for each object: what it holds. */
  contentOf(folder: string): ArtifactRoot
}

interface Keeper {
  readonly id: string
  readonly kinds: Set<string>
  /** Of its artifacts. */
  readonly location: string
}

/** Where among the artifacts of experiments a server keeps what it does not hold itself. */
export class KeptPlaces {
  readonly #context: ServerContext
  #keepers: Promise<Map<string, Keeper>> | undefined

  constructor(context: ServerContext) {
    this.#context = context
  }

  /** undefined: nothing of the kind is kept there. */
  async find(kind: string, experimentId = defaultExperiment): Promise<KeptPlace | undefined> {
    const keeper = (await this.#all()).get(experimentId)
    return keeper?.kinds.has(kind) ? this.#place(kind, keeper) : undefined
  }

  /** Every experiment that keeps objects of the kind. */
  async findAll(kind: string): Promise<readonly KeptPlace[]> {
    const keepers = [...(await this.#all()).values()]
    return keepers.filter(({ kinds }) => kinds.has(kind)).map((keeper) => this.#place(kind, keeper))
  }

  /** The place to keep in; the experiment says so from the first file on. */
  async open(kind: string, experimentId = defaultExperiment): Promise<KeptPlace> {
    const keepers = await this.#all()
    const known = keepers.get(experimentId) ?? toKeeper(await this.#context.client.experiments.get({ experimentId }))
    // Meanwhile another object may have asked for the same.
    const keeper = keepers.get(experimentId) ?? known
    keepers.set(experimentId, keeper)
    return this.#place(kind, keeper, () => this.#mark(kind, keeper))
  }

  async #mark(kind: string, { id: experimentId, kinds }: Keeper): Promise<void> {
    if (kinds.has(kind)) return
    kinds.add(kind)
    const value = [...kinds].sort().join(',')
    await this.#context.client.experiments.setTag({ experimentId, key: keptTag, value })
  }

  #place(kind: string, { id, location }: Keeper, beforePut = async () => {}): KeptPlace {
    const root = (path: string) => {
      const uri = addressBelow(location, `mlferry/kept/${path}`)
      return lazyRoot(uri, () => openArtifactRoot(uri, this.#context), beforePut)
    }
    return { experimentId: id, index: root(kind), contentOf: (folder) => root(`${kind}-content/${folder}`) }
  }

  /** By id. One search tells them all. */
  #all(): Promise<Map<string, Keeper>> {
    this.#keepers ??= this.#search()
    return this.#keepers
  }

  async #search(): Promise<Map<string, Keeper>> {
    const keepers = new Map<string, Keeper>()
    const filter = `tags.\`${keptTag}\` LIKE '%'`
    for await (const { experiments = [] } of this.#context.client.experiments.searchPages({
      filter,
      viewType: 'ALL',
    })) {
      for (const experiment of experiments) keepers.set(experiment.experiment_id, toKeeper(experiment))
    }
    return keepers
  }
}

function toKeeper({ experiment_id: id, tags, artifact_location = '' }: WireExperiment): Keeper {
  const kinds = new Set((tagMap(tags).get(keptTag) ?? '').split(',').filter((kind) => kind !== ''))
  return { id, kinds, location: artifact_location }
}
