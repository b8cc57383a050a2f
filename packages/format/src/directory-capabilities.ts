import type { Capabilities } from '@mlferry/core'
import type { Layout } from './layout/layout.ts'
import { namesOf, plainOfExperiment, plainOfServer } from './plain/plain-kinds.ts'

const ofModels = ['experiment', 'run', 'loggedModel', 'registeredModel', 'modelVersion']
const ofExperiments = ['experiment', 'run', 'loggedModel', 'trace', ...namesOf(plainOfExperiment)]
const withModels = [...new Set([...ofModels, ...ofExperiments])]
const prompts = ['prompt', 'promptVersion']

const kinds: Readonly<Record<Layout, readonly string[]>> = {
  all: [...withModels, ...namesOf(plainOfServer), ...prompts, 'evaluationDataset'],
  models: withModels,
  model: withModels,
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

/** An export directory keeps every field of its kinds exactly. */
export function directoryCapabilities(layout: Layout): Capabilities {
  const held = (name: string) => ({ fields: {}, ...(name.endsWith('Version') ? { inOrder: true as const } : {}) })
  return { keepsIds: true, kind: (name) => (kinds[layout].includes(name) ? held(name) : undefined) }
}
