import type { EvaluationRecord } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { parseJson } from '@mlferry/exact-json'

/**
 * The server notes of which types outputs are as records come: after one that is no object it fails on one that is, while the other way
 * round it takes both. Where the source may have both, those that are no objects wait for the first that is.
 */
export class ObjectsFirst {
  #waiting: EvaluationRecord[] | undefined

  /** `schema`: as the source computed it. */
  constructor(schema: string | null) {
    const { outputs } = (schema === null ? {} : parseJson(schema)) as JsonObject
    // The name of a type: none of its outputs is an object.
    this.#waiting = typeof outputs === 'string' ? undefined : []
  }

  /** Those that may be sent, in an order in which they may. */
  take(records: readonly EvaluationRecord[]): readonly EvaluationRecord[] {
    if (!this.#waiting) return records
    const [objects, others] = [records.filter(hasObject), records.filter((record) => !hasObject(record))]
    if (objects.length === 0) {
      // Without outputs there is nothing to note.
      this.#waiting.push(...others.filter(hasOutputs))
      return others.filter((record) => !hasOutputs(record))
    }
    return [...objects, ...this.rest(), ...others]
  }

  /** Those that still wait. */
  rest(): readonly EvaluationRecord[] {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    return waiting
  }
}

function hasOutputs({ outputs = 'null' }: EvaluationRecord): boolean {
  return outputs !== 'null' && outputs !== '{}'
}

function hasObject(record: EvaluationRecord): boolean {
  return hasOutputs(record) && record.outputs?.startsWith('{') === true
}
