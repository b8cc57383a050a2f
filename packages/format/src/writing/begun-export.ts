import type { Spool } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { EvaluationDatasetFiles } from '../evaluation-dataset/evaluation-dataset-files.ts'
import type { Layout } from '../layout/layout.ts'
import type { Manifest } from '../layout/manifest.ts'
import { PromptFiles } from '../prompt/prompt-files.ts'
import { ModelTree } from '../registered-model/model-tree.ts'
import { ExperimentTree } from './experiment-tree.ts'
import { ServerFolder } from './server-folder.ts'
import { systemStanza } from './system-stanza.ts'

/** Whose files the root of an export shows too, for the Python tool: those of one run, of one experiment by its id or name, of all. */
export type RootView = { readonly of: 'run' | 'experiment'; readonly id: string } | { readonly of: 'experiments' }

interface BegunExportOptions {
  readonly manifest: Manifest
  readonly view?: RootView | undefined
  readonly spool: Spool
}

/** Where the objects of an export go that is being written. */
export class BegunExport {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
  readonly tree: ExperimentTree
  readonly server: ServerFolder
  readonly models: ModelTree
  readonly prompts: PromptFiles
  readonly datasets: EvaluationDatasetFiles

  readonly view: RootView | undefined
  readonly selection: JsonObject

  constructor(dir: string, { manifest, view, spool }: BegunExportOptions) {
    const { layout } = manifest
    this.dir = dir
    this.layout = layout
    this.view = view
    this.selection = manifest.selection
    this.system = systemStanza(manifest)
    this.tree = new ExperimentTree(dir, { layout, spool })
    this.server = new ServerFolder(dir, spool)
    const files = { dir, layout, system: this.system }
    this.models = new ModelTree(files)
    this.prompts = new PromptFiles(files)
    this.datasets = new EvaluationDatasetFiles(files)
  }
}
