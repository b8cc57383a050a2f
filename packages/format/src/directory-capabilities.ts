import type { Capabilities } from '@mlferry/core'

const kinds = new Set(['experiment', 'run'])

/** A directory carries every field of the kinds that it holds exactly. */
export const directoryCapabilities: Capabilities = {
  kind: (name) => (kinds.has(name) ? { fields: {} } : undefined),
}
