import { MlferryError } from '@mlferry/core'
import type { ServerConnection } from '../server/server-context.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { warnOf } from '../server/warn-of.ts'
import { checkArtifacts } from './check-artifacts.ts'
import { checkWrite, writes } from './check-write.ts'
import { refuseNames } from './refuse-names.ts'

/** What a job is going to create: identities by kind, of kinds with any. */
export type Creating = ReadonlyMap<string, Iterable<string>>

interface PreparedServer {
  readonly kinds: readonly ServerKind[]
  readonly context: ServerConnection
  /** Of the model registry, where that is another server. */
  readonly registry?: ServerConnection | undefined
}

/**
 * Before the first write of a job: names that would be refused in the middle of it, one permission to write, and put, get, list at the
 * artifact root; at most eight requests, and one more for a registry on another server. Throws the first that is missing.
 */
export async function prepareWriting(
  creating: Creating,
  { kinds, context, registry = context }: PreparedServer,
  signal: AbortSignal,
): Promise<void> {
  await refuseNames([...(creating.get('registeredModel') ?? [])], registry, signal)
  const writing = kinds.filter(writes).filter((kind) => creating.has(kind.name) && !kind.writeProbeNamesNone)
  const byServer = Map.groupBy(writing, ({ inRegistry }) => (inRegistry ? registry : context))
  for (const [server, [first]] of byServer) if (first) await checkWrite(first, server, signal)
  for await (const finding of checkArtifacts(context, { write: true, signal })) {
    const { status, check, found, cure, code = 'ERR_CHECK' } = finding
    if (status === 'failed') throw new MlferryError(code, found, { hint: cure })
    if (status === 'warning' && check !== 'artifacts') warnOf(finding, context)
  }
}
