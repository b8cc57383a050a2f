import type { MlflowClient, WireExperiment } from '@mlferry/client'
import { type Ancestor, provenancePrefix } from '@mlferry/core'
import { type JsonObject, parseJson, stringifyJson } from '@mlferry/exact-json'
import { tagMap } from './tag-map.ts'

/** What mlferry notes of an object that has no tags of its own: a tag of its experiment, named for the object's id at the server. */
export interface Mark {
  /** Id of the object at its source. */
  readonly source: string
  /** Address of the source, without secrets. */
  readonly uri?: string
  /** Of the first hop, when a copy was copied. */
  readonly origin?: Ancestor
  /** The fingerprint of its seal; absent: unfinished. */
  readonly fingerprint?: string
  /** What the server did not take of it, for a later copy from here. */
  readonly kept?: JsonObject
}

const prefix = `${provenancePrefix}mark.`

/** So many experiments are read one by one; of more, all that the server has are listed. */
const fewExperiments = 10

/** The marks in the tags of experiments, read once for each. */
export class ExperimentMarks {
  readonly #experiments: MlflowClient['experiments']
  readonly #read = new Map<string, Promise<Map<string, Mark>>>()
  readonly #claimed = new Set<string>()

  constructor({ experiments }: Pick<MlflowClient, 'experiments'>) {
    this.#experiments = experiments
  }

  /** By the id of the object. */
  of(experimentId: string, signal: AbortSignal): Promise<ReadonlyMap<string, Mark>> {
    const known = this.#read.get(experimentId) ?? this.#load(experimentId, signal)
    this.#read.set(experimentId, known)
    return known
  }

  /** Those of several experiments, by the id of each. */
  async ofMany(
    experimentIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, Mark>>> {
    const unread = new Set([...experimentIds].filter((id) => !this.#read.has(id)))
    if (unread.size > fewExperiments) await this.#loadAll(unread, signal)
    const read = [...experimentIds].map(async (id) => [id, await this.of(id, signal)] as const)
    return new Map(await Promise.all(read))
  }

  /** True when this wrote anything. */
  async set(experimentId: string, { id, mark }: { id: string; mark: Mark }, signal: AbortSignal): Promise<boolean> {
    const marks = (await this.of(experimentId, signal)) as Map<string, Mark>
    const value = stringifyJson({ ...mark })
    if (stringifyJson({ ...marks.get(id) }) === value) return false
    await this.#experiments.setTag({ experimentId, key: prefix + id, value, signal })
    marks.set(id, mark)
    return true
  }

  /** True for the first who asks: objects that look alike are not taken up twice. */
  claim(id: string): boolean {
    if (this.#claimed.has(id)) return false
    this.#claimed.add(id)
    return true
  }

  async #load(experimentId: string, signal: AbortSignal): Promise<Map<string, Mark>> {
    return marksIn(await this.#experiments.get({ experimentId, signal }))
  }

  async #loadAll(unread: Set<string>, signal: AbortSignal): Promise<void> {
    for await (const { experiments = [] } of this.#experiments.searchPages({ viewType: 'ALL', signal })) {
      for (const experiment of experiments) {
        const id = experiment.experiment_id
        // Others may have read it meanwhile, and changed what they read.
        if (unread.delete(id) && !this.#read.has(id)) this.#read.set(id, Promise.resolve(marksIn(experiment)))
      }
      if (unread.size === 0) return
    }
  }
}

function marksIn({ tags }: Pick<WireExperiment, 'tags'>): Map<string, Mark> {
  const marks = [...tagMap(tags)].filter(([key]) => key.startsWith(prefix))
  return new Map(marks.map(([key, value]) => [key.slice(prefix.length), readMark(value)]))
}

/** One that somebody changed by hand counts as unfinished. */
function readMark(text: string): Mark {
  try {
    const mark = parseJson(text) as unknown as Mark
    return typeof mark.source === 'string' ? mark : { source: '' }
  } catch {
    return { source: '' }
  }
}
