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

/** Names of index files. They differ in exports of mlflow-export-import before 1.2.0. */
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

/** The file by which a layout is recognised, in the order in which to look. */
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

/** The file by which a layout is recognised, in an export with these names. */
export function layoutFile(layout: Layout, names: IndexNames): string {
  if (layout === 'all') return `experiments/${names.experiments}`
  const others: Partial<Record<Layout, string>> = { ...names }
  return others[layout] ?? layoutFiles[layout]
}

/** Folders of kinds. In the root of an export they are neither experiments nor models. */
export const kindFolderNames: ReadonlySet<string> = new Set(['experiments', 'models', 'prompts', 'evaluation_datasets'])

/** The parent of the folders of experiments. undefined: the root is the experiment itself. */
export function experimentsFolder(layout: Layout): string | undefined {
  if (layout === 'run' || layout === 'experiment' || layout === 'traces' || layout === 'trace') return undefined
  return layout === 'experiments' ? '' : 'experiments'
}

/** Path of the index of experiments. undefined: the layout has none. */
export function experimentsIndex(layout: Layout, name = indexNames.experiments): string | undefined {
  const base = experimentsFolder(layout)
  if (base === undefined) return undefined
  return base === '' ? name : `${base}/${name}`
}

/** Where the objects of a kind are: in folders below `base` (empty for the root), or a single one in the root itself. */
export interface KindFolder {
  readonly base: string
  readonly alone: boolean
}

/** Where registered models are. Any export may have some. */
export function modelsFolder(layout: Layout): KindFolder {
  return kindFolder(layout, { many: 'models', one: 'model', otherwise: 'models' })
}

/** Where prompts are. Any export may have some. */
export function promptsFolder(layout: Layout): KindFolder {
  return kindFolder(layout, { many: 'prompts', one: 'prompt', otherwise: 'prompts' })
}

/** Where evaluation datasets are. Any export may have some. */
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
