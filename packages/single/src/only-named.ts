import type { JobOptions } from '@mlferry/cli-kit'
import { isUnreadable, MlferryError } from '@mlferry/core'
import { objectKinds } from '@mlferry/engine'

/**
 * The id of the one object of a kind that has this name or id. undefined: the only one there is. Throws ERR_NOT_FOUND, and
 * ERR_MORE_THAN_ONE with their ids.
 */
export async function onlyNamed(
  kind: string,
  nameOrId: string | undefined,
  { source, signal = new AbortController().signal }: Pick<JobOptions, 'source' | 'signal'>,
): Promise<string> {
  const { title, plural = kind } = objectKinds.find(({ name }) => name === kind) ?? {}
  const found: string[] = []
  for await (const page of source.list(kind, { includeDeleted: true }, signal)) {
    for (const listed of page) {
      const { id } = listed.ref
      const name = isUnreadable(listed) ? id : title?.(listed)
      if (nameOrId === undefined || name === nameOrId || id === nameOrId) found.push(id)
    }
  }
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) return only
  const named = nameOrId === undefined ? '' : ` named '${nameOrId}'`
  if (only === undefined) {
    throw new MlferryError('ERR_NOT_FOUND', `${source.label} has no ${plural}${named}.`, {
      hint: 'Give its name as the source shows it.',
    })
  }
  const some = found.slice(0, 5).join(', ')
  throw new MlferryError('ERR_MORE_THAN_ONE', `${source.label} has ${found.length} ${plural}${named}: ${some}.`, {
    hint: 'Give the id of one, or take them all.',
  })
}
