import type { Capabilities, KindCapabilities } from '@mlferry/core'
import type { DeclaredServer, ServerKind } from './server-kind.ts'

export interface CapabilitiesParts {
  readonly kinds: ReadonlyMap<string, ServerKind>
  /** Why the server does not hold a kind; undefined: it does. */
  readonly missing: ReadonlyMap<string, string | undefined>
  /** The server that holds a kind. */
  readonly serverOf: (kind: ServerKind) => DeclaredServer
}

function ofHeld(kind: ServerKind, server: DeclaredServer): KindCapabilities {
  const capabilities = kind.capabilities(server)
  return server.limits.nul ? capabilities : { ...capabilities, refusesNul: true }
}

export function capabilitiesWith({ kinds, missing, serverOf }: CapabilitiesParts): Capabilities {
  return {
    sealsContent: true,
    kind: (name) => {
      const [kind, reason] = [kinds.get(name), missing.get(name)]
      if (reason === undefined) return kind && ofHeld(kind, serverOf(kind))
      if (!kind?.kept) return undefined
      return { fields: {}, degraded: `${reason}: kept as ${kind.kept === true ? 'a file of its experiment' : 'files'}` }
    },
    missing: (name) => missing.get(name),
  }
}
