import { MlferryError } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { checkArtifacts } from './check-artifacts.ts'
import { checkWrite, writes } from './check-write.ts'
import { refuseNames } from './refuse-names.ts'

/** What a job is going to create: identities by kind, of kinds with any. */
export type Creating = ReadonlyMap<string, Iterable<string>>

/**
 * Before the first write of a job: names that would be refused in the middle of it, one permission to write, and put, get, list at the
 * artifact root; at most eight requests. Throws the first that is missing.
 */
export async function prepareWriting(
  creating: Creating,
  { kinds, context }: { readonly kinds: readonly ServerKind[]; readonly context: ServerContext },
  signal: AbortSignal,
): Promise<void> {
  await refuseNames([...(creating.get('registeredModel') ?? [])], context, signal)
  const first = kinds.filter(writes).find((kind) => creating.has(kind.name) && !kind.writeProbeNamesNone)
  if (first) await checkWrite(first, context, signal)
  for await (const { status, check, found, cure, code = 'ERR_CHECK' } of checkArtifacts(context, {
    write: true,
    signal,
  })) {
    if (status === 'failed') throw new MlferryError(code, found, { hint: cure })
    if (status === 'warning' && check !== 'artifacts') context.warn?.(`${found} ${cure ?? ''}`.trim())
  }
}
