import {
  type Header,
  type LabelSchemaFields,
  type LabelSchemaHeader,
  labelSchemaFingerprint,
  MlferryError,
  type OpenContext,
  type Ref,
  type Writer,
  type Written,
} from '@mlferry/core'
import { createOrFind } from '../server/create-once.ts'
import { type Ending, experimentOf, MarkedWriter, markedObject } from '../server/marked-writer.ts'
import { ifActive } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { labelSchemaHeader, labelSchemasOf } from './read-label-schema.ts'

export async function* writtenLabelSchemas(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  const scope = scopes?.[0]
  if (!scope) return
  for await (const page of ifActive(labelSchemasOf(scope.id, context, signal))) {
    const marks = await context.memory.marks.of(scope.id, signal)
    yield page.map((header) => {
      const { ref: target, fields } = header
      return markedObject(fields.name, { target, mark: marks.get(target.id), header })
    })
  }
}

export async function openLabelSchema(
  object: Header<LabelSchemaFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const experimentId = experimentOf(object, opening)
  const there = opening.earlier && (await findByName(fields.name, experimentId, context, signal))
  const schema = there ?? (await createLabelSchema(fields, experimentId, context, signal))
  const ours = opening.earlier?.ours ?? true
  const complete = (ending: Ending) => updateLabelSchema(schema, fields, { ours, ending, context, signal })
  return new MarkedWriter({ object, opening, context, signal, ref: schema.ref, created: !there, complete })
}

async function createLabelSchema(
  { name, type, instruction, enableComment, input }: LabelSchemaFields,
  experimentId: string,
  context: ServerContext,
  signal: AbortSignal,
): Promise<LabelSchemaHeader> {
  const create = { experimentId, name, type, instruction: instruction || undefined, enableComment, input, signal }
  const find = () => findByName(name, experimentId, context, signal)
  return createOrFind(async () => labelSchemaHeader(await context.client.labelSchemas.create(create), undefined), find)
}

async function findByName(name: string, experimentId: string, context: ServerContext, signal: AbortSignal) {
  for await (const page of labelSchemasOf(experimentId, context, signal)) {
    const found = page.find(({ fields }) => fields.name === name)
    if (found) return found
  }
  return undefined
}

interface Updating {
  /** False: a schema of others stays as it is. */
  readonly ours: boolean
  readonly ending: Ending
  readonly context: ServerContext
  readonly signal: AbortSignal
}

async function updateLabelSchema(
  { ref, fields: had }: LabelSchemaHeader,
  fields: LabelSchemaFields,
  { ours, ending, context, signal }: Updating,
): Promise<void> {
  if (labelSchemaFingerprint(had) === labelSchemaFingerprint(fields)) return
  if (!ours || had.type !== fields.type) {
    const message = `${context.label} has another label schema '${fields.name}' in this experiment, which is left as it is.`
    return ending.leave(
      new MlferryError('ERR_LABEL_SCHEMA_DIFFERS', message, { hint: 'Rename or delete one of them.' }),
    )
  }
  const { instruction, enableComment, input } = fields
  await context.client.labelSchemas.update({ schemaId: ref.id, instruction, enableComment, input, signal })
  ending.changed()
}
