import type { Spool } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { EvaluationDatasetStore } from '../evaluation-dataset/evaluation-dataset-store.ts'
import type { Layout } from '../layout/layout.ts'
import type { Manifest } from '../layout/manifest.ts'
import { namesOf, plainOfServer } from '../plain/plain-kinds.ts'
import { PromptStore } from '../prompt/prompt-store.ts'
import { ModelTree } from '../registered-model/model-tree.ts'
import { ObjectStore } from '../sealed/object-store.ts'
import { ExperimentTree } from './experiment-tree.ts'
import { systemStanza } from './system-stanza.ts'

/** What the root of an export shows as links, for the Python tool: one run, one experiment (by id or name), or all experiments. */
export type RootView = { readonly of: 'run' | 'experiment'; readonly id: string } | { readonly of: 'experiments' }

interface BegunExportOptions {
  readonly manifest: Manifest
  readonly view?: RootView | undefined
  readonly spool: Spool
}

/** An export that is being written: the stores of its objects. */
export class BegunExport {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
  readonly tree: ExperimentTree
  /** Objects that belong to the server itself, such as webhooks. */
  readonly server: ObjectStore
  readonly models: ModelTree
  readonly prompts: PromptStore
  readonly datasets: EvaluationDatasetStore

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
    this.server = new ObjectStore({ path: dir, kinds: namesOf(plainOfServer), spool })
    const options = { dir, layout, system: this.system, spool }
    this.models = new ModelTree(options)
    this.prompts = new PromptStore(options)
    this.datasets = new EvaluationDatasetStore(options)
  }
}
