/**
 * `all`: experiments/experiments.json; `experiments`: experiments.json; `experiment`: experiment.json; `run`: run.json.
 * The same trees that export-all, export-experiments, export-experiment and export-run of the Python tool write.
 */
export type Layout = 'all' | 'experiments' | 'experiment' | 'run'

/** The file that tells a layout, by layout, in the order in which to look. */
export const layoutFiles: Readonly<Record<Layout, string>> = {
  all: 'experiments/experiments.json',
  experiments: 'experiments.json',
  run: 'run.json',
  experiment: 'experiment.json',
}

/** Folder that holds the folders of the experiments; undefined where the root is the experiment itself. */
export function experimentsFolder(layout: Layout): string | undefined {
  if (layout === 'all') return 'experiments'
  return layout === 'experiments' ? '' : undefined
}
