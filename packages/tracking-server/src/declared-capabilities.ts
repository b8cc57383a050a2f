import type { Capabilities } from '@mlferry/core'
import { serverKinds } from './open-tracking-server.ts'
import { capabilitiesWith } from './server/capabilities-with.ts'
import { limitsOf, onPostgres } from './server/server-limits.ts'
import { tooOld } from './server/why-missing.ts'

export interface DeclaredServerOptions {
  /** Such as `3.10.1`. */
  readonly version: string
  /** It keeps its data in PostgreSQL, as SageMaker does. */
  readonly postgres?: boolean
}

/** What a server of a version holds, as far as the version tells: nothing is asked. */
export function declaredCapabilities({ version, postgres = false }: DeclaredServerOptions): Capabilities {
  const limits = postgres ? onPostgres(limitsOf(version)) : limitsOf(version)
  const missing = new Map(serverKinds.map((kind) => [kind.name, tooOld(kind, { version })]))
  return capabilitiesWith({
    kinds: new Map(serverKinds.map((kind) => [kind.name, kind])),
    missing,
    serverOf: () => ({ limits, version }),
  })
}
