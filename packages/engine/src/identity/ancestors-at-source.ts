import { type Ancestor, ancestorsOf, isAbort, isFatal, isUnreadable, type Ref, type Source } from '@mlferry/core'

/** What an object was copied from, asked for by its id. One that cannot be read tells nothing. */
export async function ancestorsAtSource(
  { kind, id }: Ref,
  source: Source,
  signal: AbortSignal,
): Promise<readonly Ancestor[]> {
  try {
    for await (const page of source.list(kind, { ids: [id], includeDeleted: true }, signal)) {
      for (const listed of page) if (!isUnreadable(listed)) return ancestorsOf(listed)
    }
  } catch (error) {
    if (isFatal(error) || isAbort(error)) throw error
  }
  return []
}
