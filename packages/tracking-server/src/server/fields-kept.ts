import { MlferryError } from '@mlferry/core'
import type { ServerContext } from './server-context.ts'

interface Described {
  /** Where it may differ. */
  readonly name?: string
  readonly description?: string | undefined
  readonly tags: ReadonlyMap<string, string>
}

/** What an object of others keeps although the source says something else: it takes in only what it lacks. */
export function fieldsKept(
  { name, description, tags }: Described,
  there: Described,
  { label }: Pick<ServerContext, 'label'>,
): readonly MlferryError[] {
  const isKept = (own: string | undefined, other: string) => own !== undefined && own !== '' && own !== other
  const fields = [
    ...(name && isKept(there.name, name) ? ['name'] : []),
    ...(description && isKept(there.description, description) ? ['description'] : []),
    ...[...tags].filter(([key, value]) => isKept(there.tags.get(key), value)).map(([key]) => `tags.${key}`),
  ]
  if (fields.length === 0) return []
  const named = fields.slice(0, 10).join(', ')
  const message = `${label} has it from elsewhere. It keeps its own ${named}${fields.length > 10 ? ' and more' : ''}.`
  return [
    new MlferryError('ERR_FIELDS_KEPT', message, {
      hint: 'To copy it beside that one, use a rename file or --on-conflict rename.',
    }),
  ]
}
