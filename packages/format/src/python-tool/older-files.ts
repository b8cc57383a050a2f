import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { isObject, object } from '../json/json-members.ts'
import type { SchemaCheck, SchemaName } from '../json/schema-check.ts'
import type { IndexNames } from '../layout/layout.ts'

export const olderIndex = 'manifest.json'

/** mlflow-export-import before 1.2.0 gives all three the same name. */
export const olderIndexNames: IndexNames = { experiments: olderIndex, experiment: olderIndex, models: olderIndex }

/** A check that also accepts files of mlflow-export-import before 1.2.0. It resolves to them in today's form. */
export function checkOfAnyAge(check: SchemaCheck): SchemaCheck {
  return (name, value, file) => check(name, asWrittenToday(name, value), file)
}

/** Older files have the members of `mlflow` in the root, some under other names. */
function asWrittenToday(name: SchemaName, value: JsonValue): JsonValue {
  const convert = conversions[name]
  return convert && isObject(value) && !('mlflow' in value) ? (convert(value) ?? value) : value
}

/** undefined: not such a file. */
type Conversion = (file: JsonObject) => JsonObject | undefined

const conversions: Partial<Record<SchemaName, Conversion>> = {
  experiments: ({ info = {}, experiments }) => (experiments ? { info, mlflow: { experiments } } : undefined),
  models: ({ info, ok_models: models, failed_models = [] }) =>
    models ? { info: { ...object(info), failed_models }, mlflow: { models } } : undefined,
  experiment: ({ export_info: info = {}, experiment }) =>
    experiment ? { info, mlflow: { experiment, runs: object(info).ok_runs ?? null } } : undefined,
  run: ({ export_info: _, ...mlflow }) => (mlflow.info ? { mlflow } : undefined),
  'registered-model': ({ registered_model: model }) => (model ? { mlflow: { registered_model: model } } : undefined),
}
