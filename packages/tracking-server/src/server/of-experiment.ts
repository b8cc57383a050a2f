import { isHttpError } from '@mlferry/client'
import type { Query } from '@mlferry/core'
import type { ServerContext } from './server-context.ts'

/**
 * What an experiment holds of a kind, as a query asks for it. MLflow refuses to list what a deleted experiment holds: then there is
 * nothing, and the user is told once.
 */
export async function* ofExperiment<T extends { readonly ref: { readonly id: string } }>(
  { scopes, ids }: Query,
  { missing, warn }: Pick<ServerContext, 'missing' | 'warn'>,
  list: (experimentId: string) => AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  const scope = scopes?.[0]
  if (!scope) return
  try {
    for await (const page of list(scope.id)) yield ids ? page.filter(({ ref }) => ids.includes(ref.id)) : page
  } catch (error) {
    if (!isDeletedExperiment(error)) throw error
    if (!missing.has('held-by-deleted'))
      warn?.(
        'Scorers, label schemas and review queues of deleted experiments cannot be read: restore those to copy them.',
      )
    missing.add('held-by-deleted')
  }
}

/** The same at a target: a deleted experiment shows nothing. */
export async function* ifActive<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<readonly T[]> {
  try {
    yield* pages
  } catch (error) {
    if (!isDeletedExperiment(error)) throw error
  }
}

function isDeletedExperiment(error: unknown): boolean {
  if (!isHttpError(error)) return false
  const { mlflowCode, message } = error
  if (mlflowCode === 'RESOURCE_DOES_NOT_EXIST') return /experiment/i.test(message)
  return mlflowCode === 'INVALID_PARAMETER_VALUE' && message.includes('Current state is deleted')
}
