import { type LabelSchemaFields, labelSchemaFingerprint } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { numberOrNull, text } from '../json/json-members.ts'
import type { PlainKind } from '../plain/plain-kind.ts'

/** label_schema.json */
export const labelSchemaFile: PlainKind<LabelSchemaFields> = {
  name: 'labelSchema',
  schema: 'label-schema',
  write({ ref, scope, fields }) {
    const schema = fields
    return {
      experiment_id: scope?.id ?? null,
      schema_id: ref.id,
      name: schema.name,
      type: schema.type,
      instruction: schema.instruction,
      enable_comment: schema.enableComment,
      input: schema.input,
      created_at: schema.creationTime,
      last_updated_at: schema.lastUpdateTime,
    }
  },
  read(mlflow, { extra }) {
    const fields: LabelSchemaFields = {
      name: text(mlflow.name),
      type: text(mlflow.type),
      instruction: text(mlflow.instruction),
      enableComment: mlflow.enable_comment === true,
      input: (mlflow.input ?? {}) as JsonObject,
      creationTime: numberOrNull(mlflow.created_at),
      lastUpdateTime: numberOrNull(mlflow.last_updated_at),
      extra,
    }
    return { fields, fingerprint: labelSchemaFingerprint(fields) }
  },
}
