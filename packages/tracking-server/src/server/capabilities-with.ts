import type { Capabilities, KindCapabilities } from '@mlferry/core'
import type { DeclaredServer, ServerKind } from './server-kind.ts'

export interface CapabilitiesParts {
  readonly kinds: ReadonlyMap<string, ServerKind>
  /** Why the server does not hold a kind; undefined: it does. */
  readonly missing: ReadonlyMap<string, string | undefined>
  readonly server: DeclaredServer
}

function ofHeld(kind: ServerKind, server: DeclaredServer): KindCapabilities {
  const capabilities = kind.capabilities(server)
  return server.limits.nul ? capabilities : { ...capabilities, refusesNul: true }
}

export function capabilitiesWith({ kinds, missing, server }: CapabilitiesParts): Capabilities {
  return {
    kind: (name) => {
      const [kind, reason] = [kinds.get(name), missing.get(name)]
      if (reason === undefined) return kind && ofHeld(kind, server)
      if (!kind?.kept) return undefined
      return { fields: {}, degraded: `${reason}: kept as ${kind.kept === true ? 'a file of its experiment' : 'files'}` }
    },
    missing: (name) => missing.get(name),
  }
}
