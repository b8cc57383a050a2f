import type { JsonObject } from '@mlferry/exact-json'
import { joinObject, splitObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'

/** A dataset to evaluate with. Its records are its rows. Times are milliseconds since 1970, null when the store has none. */
export interface EvaluationDatasetFields {
  readonly name: string
  /** Without `mlferry.*`. */
  readonly tags: ReadonlyMap<string, string>
  /** JSON text, null when there are no records; the server's work, as is `profile`. */
  readonly schema: string | null
  readonly profile: string | null
  /** Changes with every write of records. */
  readonly digest: string
  readonly createdBy: string
  readonly lastUpdatedBy: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

/** Links: `experiments` -> experiment. */
export type EvaluationDatasetHeader = Header<EvaluationDatasetFields>

/** Version 1 covers name, tags, schema, profile, digest and links. */
export function evaluationDatasetFingerprint(fields: EvaluationDatasetFields, links: readonly Link[]): string {
  const { name, tags, schema, profile, digest } = fields
  return fingerprint('evaluationDataset', 1, { name, tags, schema, profile, digest, links: linksInOrder(links) })
}

/** One record, a row named `records`. Each member is JSON text without spaces: numbers stay what they were. */
export interface EvaluationRecord extends JsonObject {
  readonly inputs: string
  readonly outputs?: string
  readonly expectations?: string
  readonly tags?: string
  readonly source?: string
  /** What no call sets: its id, times and users. An object. */
  readonly more: string
}

const content = ['inputs', 'outputs', 'expectations', 'tags', 'source'] as const

/** A record as MLflow's REST API and the Python tool write it. Throws JsonError for what is no JSON object. */
export function evaluationRecord(text: string): EvaluationRecord {
  const members = splitObject(text)
  const kept = content.flatMap((key) => (members.has(key) ? [[key, members.get(key)] as const] : []))
  const rest = [...members].filter(([key]) => !(content as readonly string[]).includes(key))
  return { inputs: '{}', ...Object.fromEntries(kept), more: joinObject(rest) }
}

/** The other way round. */
export function evaluationRecordText(
  record: EvaluationRecord,
  { whole }: { /** With what no call sets. */ readonly whole: boolean },
): string {
  const members = content.flatMap((key) => {
    const text = record[key]
    return text === undefined ? [] : [[key, text] as const]
  })
  return joinObject([...(whole ? splitObject(record.more) : []), ...members])
}
