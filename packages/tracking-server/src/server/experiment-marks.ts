import type { MlflowClient } from '@mlferry/client'
import { marksInTags, type ObjectMark, tagOfMark } from '@mlferry/core'
import { tagMap } from './tag-map.ts'

/** So many experiments are read one by one; of more, all that the server has are listed. */
const fewExperiments = 10

/** The marks in the tags of experiments, read once for each. */
export class ExperimentMarks {
  readonly #experiments: MlflowClient['experiments']
  readonly #read = new Map<string, Promise<Map<string, ObjectMark>>>()
  readonly #claimed = new Set<string>()

  constructor({ experiments }: Pick<MlflowClient, 'experiments'>) {
    this.#experiments = experiments
  }

  /** By the id of the object. */
  of(experimentId: string, signal: AbortSignal): Promise<ReadonlyMap<string, ObjectMark>> {
    const known = this.#read.get(experimentId) ?? this.#load(experimentId, signal)
    this.#read.set(experimentId, known)
    return known
  }

  /** Those of several experiments, by the id of each. */
  async ofMany(
    experimentIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, ObjectMark>>> {
    const unread = new Set([...experimentIds].filter((id) => !this.#read.has(id)))
    if (unread.size > fewExperiments) await this.#loadAll(unread, signal)
    const read = [...experimentIds].map(async (id) => [id, await this.of(id, signal)] as const)
    return new Map(await Promise.all(read))
  }

  /** True when this wrote anything. */
  async set(
    experimentId: string,
    { id, mark }: { id: string; mark: ObjectMark },
    signal: AbortSignal,
  ): Promise<boolean> {
    const marks = (await this.of(experimentId, signal)) as Map<string, ObjectMark>
    const known = marks.get(id)
    const tag = tagOfMark(id, mark)
    if (known && tagOfMark(id, known).value === tag.value) return false
    await this.#experiments.setTag({ experimentId, ...tag, signal })
    marks.set(id, mark)
    return true
  }

  /** True for the first who asks: objects that look alike are not taken up twice. */
  claim(id: string): boolean {
    if (this.#claimed.has(id)) return false
    this.#claimed.add(id)
    return true
  }

  async #load(experimentId: string, signal: AbortSignal): Promise<Map<string, ObjectMark>> {
    return marksInTags(tagMap((await this.#experiments.get({ experimentId, signal })).tags))
  }

  async #loadAll(unread: Set<string>, signal: AbortSignal): Promise<void> {
    for await (const { experiments = [] } of this.#experiments.searchPages({ viewType: 'ALL', signal })) {
      for (const experiment of experiments) {
        const id = experiment.experiment_id
        // Others may have read it meanwhile, and changed what they read.
        if (unread.delete(id) && !this.#read.has(id))
          this.#read.set(id, Promise.resolve(marksInTags(tagMap(experiment.tags))))
      }
      if (unread.size === 0) return
    }
  }
}
