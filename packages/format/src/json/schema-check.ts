import { readFile } from 'node:fs/promises'
import { MlferryError } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import type { AnySchema, ErrorObject, ValidateFunction } from 'ajv'

export type SchemaName =
  | 'run'
  | 'experiment'
  | 'experiments'
  | 'logged-model'
  | 'logged-models'
  | 'registered-model'
  | 'trace'
  | 'traces'
  | 'models'
  | 'prompt'
  | 'prompt-info'
  | 'issue'
  | 'scorer'
  | 'label-schema'
  | 'review-queue'
  | 'webhook'
  | 'workspace'
  | 'evaluation-dataset'
  | 'mlferry-export'

/** Resolves to the value if it is valid. Otherwise rejects with ERR_EXPORT_INVALID, which names the file, the place and what was expected. */
export type SchemaCheck = (name: SchemaName, value: JsonValue, file: string) => Promise<JsonObject>

/** Each schema is compiled once, when first used. */
export function createSchemaCheck(): SchemaCheck {
  const compiled = new Map<SchemaName, Promise<ValidateFunction>>()
  return async (name, value, file) => {
    const validator = compiled.get(name) ?? compile(name)
    compiled.set(name, validator)
    const validate = await validator
    if (!validate(withoutBigints(value))) throw invalid(file, validate.errors?.[0])
    return value as JsonObject
  }
}

async function compile(name: SchemaName): Promise<ValidateFunction> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  // strictNumbers refuses NaN, which a metric may be.
  const ajv = new Ajv2020({ strictNumbers: false, allowUnionTypes: true })
  const text = await readFile(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')
  return ajv.compile(JSON.parse(text) as AnySchema)
}

function invalid(file: string, error: ErrorObject | undefined): MlferryError {
  const allowed = error?.params.allowedValues
  const expected = `${error?.message ?? 'is not valid'}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}`
  return new MlferryError('ERR_EXPORT_INVALID', `${file}: ${error?.instancePath || 'the file'} ${expected}`, {
    hint: 'The file was damaged or written by another tool: export this object again.',
  })
}

/** ajv does not know bigint. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutBigints)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutBigints(member)]))
}
