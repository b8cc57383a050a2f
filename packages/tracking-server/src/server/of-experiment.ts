import { isHttpError } from '@mlferry/client'
import type { Query, Ref } from '@mlferry/core'
import type { ServerContext } from './server-context.ts'

/**
 * What an experiment holds of a kind, as a query asks for it. MLflow refuses to list what a deleted experiment holds: then there is
 * nothing, and the user is told once.
 */
export function ofExperiment<T extends Identified>(
  query: Query,
  context: Pick<ServerContext, 'memory' | 'warn'>,
  list: (experimentId: string) => AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  return ofExperiments(query, context, async function* (experimentIds) {
    for (const id of experimentIds) yield* list(id)
  })
}

/** The same of several experiments. Where the listing of several is refused, the caller asks for each alone. */
export async function* ofExperiments<T extends Identified>(
  { scopes = [], ids }: Query,
  context: Pick<ServerContext, 'memory' | 'warn'>,
  list: (experimentIds: ReadonlySet<string>) => AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  try {
    for await (const page of list(idsOf(scopes))) yield ids ? page.filter(({ ref }) => ids.includes(ref.id)) : page
  } catch (error) {
    if (scopes.length > 1 || !isDeletedExperiment(error)) throw error
    warnOfDeleted(context)
  }
}

/** For a listing of several experiments that leaves out what deleted ones hold. */
export async function tellOfDeleted(
  scopes: readonly Ref[],
  context: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  if (context.memory.toldOfDeleted) return
  const asked = idsOf(scopes)
  for await (const { experiment_id } of context.client.experiments.search({ viewType: 'DELETED_ONLY', signal })) {
    if (asked.has(experiment_id)) return warnOfDeleted(context)
  }
}

export function idsOf(refs: readonly Ref[]): ReadonlySet<string> {
  return new Set(refs.map(({ id }) => id))
}

interface Identified {
  readonly ref: { readonly id: string }
}

function warnOfDeleted({ memory, warn }: Pick<ServerContext, 'memory' | 'warn'>): void {
  if (!memory.toldOfDeleted)
    warn?.(
      'Scorers, label schemas and review queues of deleted experiments cannot be read: restore those to copy them.',
    )
  memory.toldOfDeleted = true
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
