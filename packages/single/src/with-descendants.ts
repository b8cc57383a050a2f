import type { Ref, Source } from '@mlferry/core'

export interface DescendantsOptions {
  readonly experiment: Ref
  readonly runIds: readonly string[]
  readonly signal: AbortSignal
}

/** These runs and all that are nested below them in their experiment, at any depth. */
export async function withDescendants(
  source: Source,
  { experiment, runIds, signal }: DescendantsOptions,
): Promise<string[]> {
  const children = new Map<string, string[]>()
  for await (const page of source.list('run', { scopes: [experiment], includeDeleted: true }, signal)) {
    for (const listed of page) {
      const parent = 'links' in listed ? listed.links.find((link) => link.field === 'parent')?.to.id : undefined
      if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), listed.ref.id])
    }
  }
  const found = new Set(runIds)
  // A set is walked in the order in which it grows.
  for (const id of found) for (const child of children.get(id) ?? []) found.add(child)
  return [...found]
}
