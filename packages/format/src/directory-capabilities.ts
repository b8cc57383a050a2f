import type { Capabilities } from '@mlferry/core'
import type { Layout } from './layout.ts'
import { namesOf, plainOfExperiment, plainOfServer } from './plain/plain-kinds.ts'

const ofModels = ['experiment', 'run', 'loggedModel', 'registeredModel', 'modelVersion']
const ofExperiments = ['experiment', 'run', 'loggedModel', 'trace', ...namesOf(plainOfExperiment)]
const prompts = ['prompt', 'promptVersion']

const kinds: Readonly<Record<Layout, readonly string[]>> = {
  all: [...new Set([...ofModels, ...ofExperiments]), ...namesOf(plainOfServer), ...prompts, 'evaluationDataset'],
  models: ofModels,
  model: ofModels,
  experiments: ofExperiments,
  experiment: ofExperiments,
  run: ['experiment', 'run'],
  traces: ['experiment', 'trace'],
  trace: ['experiment', 'trace'],
  prompts: ['experiment', ...prompts],
  prompt: ['experiment', ...prompts],
  'evaluation-datasets': ['experiment', 'evaluationDataset'],
  'evaluation-dataset': ['experiment', 'evaluationDataset'],
  'logged-models': ofExperiments,
  'logged-model': ofExperiments,
}

/** A directory carries every field of the kinds that it holds exactly. */
export function directoryCapabilities(layout: Layout): Capabilities {
  return { kind: (name) => (kinds[layout].includes(name) ? { fields: {} } : undefined) }
}
