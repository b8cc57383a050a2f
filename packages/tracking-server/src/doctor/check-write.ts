import { isHttpError, isRouteMissing } from '@mlferry/client'
import { type Finding, findingOf } from '@mlferry/core'
import type { ServerConnection } from '../server/server-context.ts'
import type { ServerKind } from '../server/server-kind.ts'

export type WritingKind = ServerKind & { readonly writeProbe: string }

/**
 * Asks for the permission to write a kind with a call that says nothing: who may not, is refused before the body is looked at, and to all
 * others MLflow answers 400. Nothing is made, where a run that is deleted again would stay in the database. Throws what was refused.
 */
export async function checkWrite(
  { writeProbe }: WritingKind,
  { client }: ServerConnection,
  signal: AbortSignal,
): Promise<void> {
  try {
    await client.request({ method: 'POST', path: `/api/2.0/mlflow/${writeProbe}`, json: {}, repeatable: true, signal })
  } catch (error) {
    const understood = isHttpError(error) && (error.status === 400 || error.status === 404) && !isRouteMissing(error)
    if (!understood) throw error
  }
}

export function writes(kind: ServerKind): kind is WritingKind {
  return kind.writeProbe !== undefined
}

/** One line for all that is allowed, and one for each refusal. */
export async function* checkWriting(
  kinds: readonly ServerKind[],
  context: ServerConnection,
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  const allowed: string[] = []
  for (const kind of kinds.filter(writes)) {
    try {
      await checkWrite(kind, context, signal)
      allowed.push(kind.writeProbe)
    } catch (error) {
      yield writeFinding(kind, error)
    }
  }
  if (allowed.length > 0) yield { check: 'write', status: 'ok', found: `allowed: ${allowed.join(', ')}` }
}

function writeFinding({ writeProbeNamesNone }: WritingKind, error: unknown): Finding {
  const finding = findingOf('write', error)
  if (!writeProbeNamesNone || !isHttpError(error) || error.status !== 403) return finding
  return {
    ...finding,
    status: 'warning',
    cure: 'This check names no experiment. In your own experiments it may be allowed.',
  }
}
