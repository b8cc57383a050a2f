import type { WireLabelSchema } from '@mlferry/client'
import {
  type LabelSchemaFields,
  type LabelSchemaHeader,
  labelSchemaFingerprint,
  type ObjectMark,
  originOfMark,
  type Query,
} from '@mlferry/core'
import { ofExperiment } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { wireTime } from '../server/wire-time.ts'

export function listLabelSchemas(query: Query, context: ServerContext, signal: AbortSignal) {
  return ofExperiment(query, context, (experimentId) => labelSchemasOf(experimentId, context, signal))
}

/** Without the one that MLflow makes in every experiment: nobody can change it. */
export async function* labelSchemasOf(
  experimentId: string,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<LabelSchemaHeader[]> {
  for await (const page of wireSchemasOf(experimentId, context, signal)) {
    const made = page.filter(({ is_default }) => is_default !== true)
    if (made.length === 0) continue
    const noted = await context.memory.marks.of(experimentId, signal)
    yield made.map((schema) => labelSchemaHeader(schema, noted.get(schema.schema_id)))
  }
}

/** New ones come first, so a page may repeat some: these are dropped. */
export async function* wireSchemasOf(
  experimentId: string,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<WireLabelSchema[]> {
  const seen = new Set<string>()
  for await (const { label_schemas = [] } of client.labelSchemas.listPages({ experimentId, signal })) {
    yield label_schemas.filter(({ schema_id }) => !seen.has(schema_id))
    for (const { schema_id } of label_schemas) seen.add(schema_id)
  }
}

export function labelSchemaHeader(wire: WireLabelSchema, mark: ObjectMark | undefined): LabelSchemaHeader {
  const fields: LabelSchemaFields = {
    name: wire.name,
    type: wire.type,
    instruction: wire.instruction ?? '',
    enableComment: wire.enable_comment ?? false,
    input: wire.input ?? {},
    creationTime: wireTime(wire.created_at),
    lastUpdateTime: wireTime(wire.last_updated_at),
    extra: {},
  }
  return {
    ref: { kind: 'labelSchema', id: wire.schema_id },
    scope: { kind: 'experiment', id: wire.experiment_id },
    fields,
    links: [],
    fingerprint: labelSchemaFingerprint(fields),
    ...originOfMark(mark),
  }
}
