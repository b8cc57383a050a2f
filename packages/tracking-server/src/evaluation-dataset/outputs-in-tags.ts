import type { EvaluationRecord } from '@mlferry/core'
import { provenanceTags } from '@mlferry/core'
import { joinObject, splitObject } from '@mlferry/exact-json'

/** MLflow 3.4 has no outputs of records: there this tag of each holds them, as JSON text. */
const outputsTag = provenanceTags.outputs

export function putOutputsIntoTags(record: EvaluationRecord): EvaluationRecord {
  const { outputs, ...rest } = record
  if (outputs === undefined || outputs === 'null') return record
  const tags = splitObject(record.tags === undefined || record.tags === 'null' ? '{}' : record.tags)
  return { ...rest, tags: joinObject([...tags, [outputsTag, JSON.stringify(outputs)]]) }
}

/** Also of a server that has outputs: it may have been of that version once. */
export function takeOutputsFromTags(record: EvaluationRecord): EvaluationRecord {
  if (!record.tags?.includes(`"${outputsTag}"`)) return record
  const { [outputsTag]: text = 'null', ...rest } = Object.fromEntries(splitObject(record.tags))
  const outputs: unknown = JSON.parse(text)
  return { ...record, tags: joinObject(Object.entries(rest)), ...(typeof outputs === 'string' ? { outputs } : {}) }
}
