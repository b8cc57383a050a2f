import type { Subject } from '@mlferry/core'
import type { CreateExportOptions } from '../create-export-directory.ts'
import type { Layout } from '../layout/layout.ts'

type Shape = Pick<CreateExportOptions, 'layout' | 'view'>

/** The layout that the Python tool writes for objects of a kind, and what its commands look for in the root. */
export function layoutFor(subject: Subject | undefined): Shape {
  if (!subject) return { layout: 'all' }
  const { kind, one } = subject
  if (kind === 'experiment' || kind === 'run')
    return { layout: 'all', view: one === undefined ? { of: 'experiments' } : { of: kind, id: one } }
  const [several, alone] = layouts[kind] ?? ['all', 'all']
  const layout = one === undefined ? several : alone
  return heldByExperiments.has(kind) ? { layout, view: { of: 'experiments' } } : { layout }
}

/** Of several objects, and of one. */
const layouts: Readonly<Record<string, readonly [several: Layout, one: Layout]>> = {
  registeredModel: ['all', 'model'],
  modelVersion: ['model', 'model'],
  loggedModel: ['logged-models', 'logged-model'],
  prompt: ['prompts', 'prompts'],
  promptVersion: ['prompt', 'prompt'],
  evaluationDataset: ['evaluation-datasets', 'evaluation-dataset'],
}

/** They lie in folders of their experiments, which the Python tool looks for in the root. */
const heldByExperiments: ReadonlySet<string> = new Set(['trace', 'scorer', 'issue', 'labelSchema', 'reviewQueue'])
