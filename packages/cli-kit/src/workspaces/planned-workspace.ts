import type { Target } from '@mlferry/core'

/** A workspace that a job would make: what the target is like, with nothing in it. For a dry run, which writes none of it. */
export function plannedWorkspace(target: Target): Target {
  return {
    label: target.label,
    capabilities: (signal, kinds) => target.capabilities(signal, kinds),
    async *written() {},
    open: (...args) => target.open(...args),
    async relink() {},
    async complete() {},
  }
}
