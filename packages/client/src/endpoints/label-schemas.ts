import type { JsonObject } from '@mlferry/exact-json'
import type { WireInteger } from '../wire/wire.ts'
import { labelSchemaShape } from '../wire/wire-shapes.ts'
import { type Caller, type CallOptions, fewFaultRetries } from './caller.ts'
import { readPages } from './page-tokens.ts'

export interface WireLabelSchema extends JsonObject {
  readonly schema_id: string
  readonly experiment_id: string
  readonly name: string
  /** FEEDBACK or EXPECTATION. */
  readonly type: string
  readonly instruction?: string
  readonly enable_comment?: boolean
  readonly input?: JsonObject
  readonly is_default?: boolean
  readonly created_at?: WireInteger
  readonly last_updated_at?: WireInteger
}

export interface LabelSchemaPage {
  readonly label_schemas?: readonly WireLabelSchema[]
  readonly next_page_token?: string
}

export interface CreateLabelSchema extends CallOptions {
  readonly experimentId: string
  readonly name: string
  readonly type: string
  readonly instruction?: string | undefined
  readonly enableComment: boolean
  readonly input: JsonObject
}

export interface UpdateLabelSchema extends CallOptions {
  readonly schemaId: string
  readonly instruction: string
  readonly enableComment: boolean
  readonly input: JsonObject
}

/** Since MLflow 3.17. Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface LabelSchemas {
  /** The first call for an experiment makes MLflow add the schema that every experiment has. Rejects for a deleted one. */
  listPages(options: CallOptions & { readonly experimentId: string }): AsyncGenerator<LabelSchemaPage>
  /** A name that is there already: HttpError with mlflowCode RESOURCE_ALREADY_EXISTS. */
  create(options: CreateLabelSchema): Promise<WireLabelSchema>
  update(options: UpdateLabelSchema): Promise<void>
}

const base = '/api/3.0/mlflow/label-schemas'
const found = { label_schema: labelSchemaShape } as const

export function createLabelSchemas({ request }: Caller): LabelSchemas {
  return {
    listPages: ({ experimentId, signal }) =>
      readPages((page_token) => {
        const query = { experiment_id: experimentId, max_results: 1000, page_token }
        const answer = { label_schemas: [labelSchemaShape] } as const
        return request<LabelSchemaPage>({
          method: 'GET',
          path: `${base}/list`,
          query,
          answer,
          ...fewFaultRetries,
          signal,
        })
      }),
    async create({ experimentId, enableComment, signal, ...same }) {
      const json = { ...same, experiment_id: experimentId, enable_comment: enableComment }
      return (await request<Found>({ method: 'POST', path: `${base}/create`, json, answer: found, signal }))
        .label_schema
    },
    async update({ schemaId, enableComment, signal, ...same }) {
      const json = { ...same, schema_id: schemaId, enable_comment: enableComment }
      await request({ method: 'PATCH', path: `${base}/update`, json, repeatable: true, signal })
    },
  }
}

interface Found {
  readonly label_schema: WireLabelSchema
}
