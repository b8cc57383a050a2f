import { type InputField, operationInputs } from './operation-inputs.ts'

type Input = Readonly<Record<string, unknown>>

/** What is wrong with an input, in the words of AWS; undefined: nothing. Stricter than the service: no unknown field passes. */
export function wrongInput(operation: string, input: Input): string | undefined {
  const fields = operationInputs[operation] ?? {}
  const problems = [
    ...Object.keys(input).flatMap((key) => (key in fields ? [] : [`Unknown field ${key}`])),
    ...Object.entries(fields).flatMap(([key, field]) => problemsOf(key, input[key], field)),
  ]
  return problems.length === 0 ? undefined : `${problems.length} validation errors detected: ${problems.join('; ')}`
}

function problemsOf(key: string, value: unknown, field: InputField): readonly string[] {
  const failed = (rule: string) => [`Value at '${key}' failed to satisfy constraint: Member must ${rule}`]
  if (value === undefined) return field.required ? failed('not be null') : []
  if (!hasType(value, field.type)) return failed(`be a ${field.type}`)
  const size = typeof value === 'number' ? value : ((value as { length?: number }).length ?? 0)
  if (size < (field.least ?? Number.NEGATIVE_INFINITY)) return failed(`have at least ${field.least}`)
  if (size > (field.most ?? Number.POSITIVE_INFINITY) && field.type !== 'texts')
    return failed(`have at most ${field.most}`)
  const texts = field.type === 'texts' ? (value as string[]) : typeof value === 'string' ? [value] : []
  const { pattern, oneOf } = field
  if (pattern && !texts.every((text) => pattern.test(text)))
    return failed(`satisfy regular expression ${pattern.source}`)
  if (oneOf && !texts.every((text) => oneOf.includes(text)))
    return failed(`satisfy enum value set: [${oneOf.join(', ')}]`)
  return []
}

function hasType(value: unknown, type: InputField['type']): boolean {
  if (type === 'text') return typeof value === 'string'
  if (type === 'number') return typeof value === 'number'
  if (type === 'flag') return typeof value === 'boolean'
  if (!Array.isArray(value)) return false
  return value.every((each) => (type === 'texts' ? typeof each === 'string' : isTag(each)))
}

function isTag(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { Key, Value, ...more } = value as Record<string, unknown>
  const fits = typeof Key === 'string' && typeof Value === 'string' && Object.keys(more).length === 0
  return fits && Key.length >= 1 && Key.length <= 128 && Value.length <= 256
}
