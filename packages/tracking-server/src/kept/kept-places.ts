import { openArtifactRoot } from '@mlferry/artifacts'
import type { WireExperiment } from '@mlferry/client'
import type { ArtifactRoot } from '@mlferry/core'
import { lazyRoot } from '../server/lazy-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'

/** Names the kinds that an experiment keeps objects of, separated by commas: others need not be looked for. */
const keptTag = 'mlferry.kept'

/** Objects that belong to no experiment are kept in the one that every server has. */
const defaultExperiment = '0'

export interface KeptPlace {
  /** A file for each object. */
  readonly index: ArtifactRoot
  /** A folder for each object: what it holds. */
  contentOf(folder: string): ArtifactRoot
}

/** Where among the artifacts of experiments a server keeps what it does not hold itself. */
export class KeptPlaces {
  readonly #context: ServerContext
  readonly #experiments = new Map<string, Promise<{ kinds: Set<string>; location: string }>>()

  constructor(context: ServerContext) {
    this.#context = context
  }

  /** undefined: nothing of the kind is kept there. */
  async find(kind: string, experimentId = defaultExperiment): Promise<KeptPlace | undefined> {
    const { kinds, location } = await this.#experiment(experimentId)
    return kinds.has(kind) ? this.#place(kind, location) : undefined
  }

  /** The place to keep in; the experiment says so from the first file on. */
  async open(kind: string, experimentId = defaultExperiment): Promise<KeptPlace> {
    const { location } = await this.#experiment(experimentId)
    return this.#place(kind, location, () => this.#mark(kind, experimentId))
  }

  async #mark(kind: string, experimentId: string): Promise<void> {
    const { kinds } = await this.#experiment(experimentId)
    if (kinds.has(kind)) return
    kinds.add(kind)
    const value = [...kinds].sort().join(',')
    await this.#context.client.experiments.setTag({ experimentId, key: keptTag, value })
  }

  #place(kind: string, location: string, beforePut = async () => {}): KeptPlace {
    const root = (path: string) => {
      const uri = `${location}/mlferry/kept/${path}`
      return lazyRoot(uri, () => openArtifactRoot(uri, this.#context), beforePut)
    }
    return { index: root(kind), contentOf: (folder) => root(`${kind}-content/${folder}`) }
  }

  #experiment(id: string): Promise<{ kinds: Set<string>; location: string }> {
    const known =
      this.#experiments.get(id) ?? this.#context.client.experiments.get({ experimentId: id }).then(readExperiment)
    this.#experiments.set(id, known)
    return known
  }
}

function readExperiment({ tags, artifact_location = '' }: WireExperiment) {
  const kinds = new Set((tagMap(tags).get(keptTag) ?? '').split(',').filter((kind) => kind !== ''))
  return { kinds, location: artifact_location.replace(/\/+$/, '') }
}
