/**
 * `all`: experiments/experiments.json; `experiments`: experiments.json; `experiment`: experiment.json; `run`: run.json;
 * `models`: models.json; `model`: model.json; `logged-models`: logged_models.json; `logged-model`: logged_model.json; `prompts`:
 * prompts_summary.json; `prompt`: prompt.json, one version; `evaluation-datasets`: evaluation_datasets_summary.json;
 * `evaluation-dataset`: evaluation_dataset.json. The same trees that the exports of the Python tool write (`models` is the folder of
 * that name that export-models writes, `model` is also export-model-version). What mlferry exports with a model (its runs and logged
 * models), and the experiments of prompts and datasets, lie below `experiments/` in every layout of these; models, prompts and datasets
 * lie below `models/`, `prompts/` and `evaluation_datasets/` in every layout that is not about them. `traces`: traces.json and
 * `trace`: trace.json are read, never written: mlferry exports traces in their experiments. The commands for runs and experiments write
 * `all`, with links in the root for the Python tool (`RootView`).
 */
export type Layout =
  | 'all'
  | 'experiments'
  | 'experiment'
  | 'run'
  | 'models'
  | 'model'
  | 'logged-models'
  | 'logged-model'
  | 'prompts'
  | 'prompt'
  | 'evaluation-datasets'
  | 'evaluation-dataset'
  | 'traces'
  | 'trace'

/** Names of the files that list or tell objects: others in exports of mlflow-export-import before 1.2.0. */
export interface IndexNames {
  readonly experiments: string
  readonly experiment: string
  readonly models: string
}

export const indexNames: IndexNames = {
  experiments: 'experiments.json',
  experiment: 'experiment.json',
  models: 'models.json',
}

/** The file that tells a layout, by layout, in the order in which to look. */
export const layoutFiles: Readonly<Record<Layout, string>> = {
  all: 'experiments/experiments.json',
  experiments: 'experiments.json',
  models: 'models.json',
  prompts: 'prompts_summary.json',
  prompt: 'prompt.json',
  'evaluation-datasets': 'evaluation_datasets_summary.json',
  'evaluation-dataset': 'evaluation_dataset.json',
  traces: 'traces.json',
  trace: 'trace.json',
  run: 'run.json',
  model: 'model.json',
  'logged-models': 'logged_models.json',
  'logged-model': 'logged_model.json',
  experiment: 'experiment.json',
}

/** The file that tells a layout, in an export with these names. */
export function layoutFile(layout: Layout, names: IndexNames): string {
  if (layout === 'all') return `experiments/${names.experiments}`
  const others: Partial<Record<Layout, string>> = { ...names }
  return others[layout] ?? layoutFiles[layout]
}

/** Folders of kinds: in the root of an export they are no experiment and no model. */
export const kindFolderNames: ReadonlySet<string> = new Set(['experiments', 'models', 'prompts', 'evaluation_datasets'])

/** Folder that holds the folders of the experiments; undefined where the root is the experiment itself. */
export function experimentsFolder(layout: Layout): string | undefined {
  if (layout === 'run' || layout === 'experiment' || layout === 'traces' || layout === 'trace') return undefined
  return layout === 'experiments' ? '' : 'experiments'
}

/** The index of experiments; undefined where there is none. */
export function experimentsIndex(layout: Layout, name = indexNames.experiments): string | undefined {
  const base = experimentsFolder(layout)
  if (base === undefined) return undefined
  return base === '' ? name : `${base}/${name}`
}

/** Where the objects of a kind lie: below a folder (empty for the root), or one alone in the root itself. */
export interface KindFolder {
  readonly base: string
  readonly alone: boolean
}

/** Where registered models lie. Any export may hold some. */
export function modelsFolder(layout: Layout): KindFolder {
  return kindFolder(layout, { many: 'models', one: 'model', otherwise: 'models' })
}

/** Where prompts lie, likewise. */
export function promptsFolder(layout: Layout): KindFolder {
  return kindFolder(layout, { many: 'prompts', one: 'prompt', otherwise: 'prompts' })
}

/** Where evaluation datasets lie, likewise. */
export function evaluationDatasetsFolder(layout: Layout): KindFolder {
  return kindFolder(layout, {
    many: 'evaluation-datasets',
    one: 'evaluation-dataset',
    otherwise: 'evaluation_datasets',
  })
}

interface FoldersOfKind {
  readonly many: Layout
  readonly one: Layout
  readonly otherwise: string
}

function kindFolder(layout: Layout, { many, one, otherwise }: FoldersOfKind): KindFolder {
  if (layout === many) return { base: '', alone: false }
  return layout === one ? { base: '', alone: true } : { base: otherwise, alone: false }
}
