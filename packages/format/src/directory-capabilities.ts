import type { Capabilities } from '@mlferry/core'
import type { Layout } from './layout.ts'

const ofExperiments = ['experiment', 'run', 'loggedModel']
const everything = [...ofExperiments, 'registeredModel', 'modelVersion']

const kinds: Readonly<Record<Layout, readonly string[]>> = {
  all: everything,
  models: everything,
  model: everything,
  experiments: ofExperiments,
  experiment: ofExperiments,
  run: ['experiment', 'run'],
}

/** A directory carries every field of the kinds that it holds exactly. */
export function directoryCapabilities(layout: Layout): Capabilities {
  return { kind: (name) => (kinds[layout].includes(name) ? { fields: {} } : undefined) }
}
