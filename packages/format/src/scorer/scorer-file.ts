import { type ScorerFields, scorerFingerprint } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { numberOrNull, text } from '../json/json-members.ts'
import type { PlainKind } from '../plain/plain-kind.ts'

/** scorer.json: the scorer with all its versions. */
export const scorerFile: PlainKind<ScorerFields> = {
  name: 'scorer',
  schema: 'scorer',
  write({ ref, scope, fields }) {
    const { name, versions, onlineConfig } = fields
    return {
      experiment_id: scope?.id ?? null,
      scorer_id: ref.id,
      scorer_name: name,
      online_config: onlineConfig && { sample_rate: onlineConfig.sampleRate, filter_string: onlineConfig.filter },
      versions: versions.map(({ version, serialized, creationTime }) => ({
        scorer_version: version,
        serialized_scorer: serialized,
        creation_time: creationTime,
      })),
    }
  },
  read(mlflow, { extra }) {
    const config = (mlflow.online_config ?? null) as JsonObject | null
    const fields: ScorerFields = {
      name: text(mlflow.scorer_name),
      versions: (mlflow.versions as readonly JsonObject[]).map((each) => ({
        version: Number(each.scorer_version),
        serialized: text(each.serialized_scorer),
        creationTime: numberOrNull(each.creation_time),
      })),
      onlineConfig: config && {
        sampleRate: Number(config.sample_rate),
        filter: typeof config.filter_string === 'string' ? config.filter_string : null,
      },
      extra,
    }
    return { fields, fingerprint: scorerFingerprint(fields) }
  },
}
