import { copyFile, readdir, readlink, symlink, unlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { JsonObject } from '@mlferry/exact-json'
import { readExperimentFile } from '../experiment/read-experiment-file.ts'
import { writeJsonFile } from '../json/write-json-file.ts'
import { exists } from '../layout/folders-in.ts'
import type { ObjectsOfKind } from '../sealed/objects-of-kind.ts'
import type { BegunExport, RootView } from '../writing/begun-export.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'

/**
 * The Python tool looks for one run, one experiment, the runs and logged models of one model, and for logged models, in the root of the export. There they are
 * links to where they lie below `experiments`; only that is read by mlferry.
 */
export async function writePythonToolView(begun: BegunExport): Promise<void> {
  const { layout } = begun
  if (layout === 'model') return await viewModel(begun)
  if (layout === 'logged-models') return await viewLoggedModels(begun)
  if (layout === 'logged-model') return await viewLoggedModel(begun)
  if (begun.view) await viewFolder(begun, begun.view)
}

/** The Python tool looks in the root for the one run or experiment that was exported, or for the folders of all experiments. */
async function viewFolder(begun: BegunExport, view: RootView): Promise<void> {
  const { dir } = begun
  if (view.of === 'experiments') return await linkEntries(dir, join(dir, 'experiments'))
  const experiments = await loadExperiments(begun)
  const folder =
    view.of === 'run'
      ? experiments.flatMap(({ experiment: { runs } }) => (runs.sealed.has(view.id) ? [pathOf(runs, view.id)] : []))[0]
      : experiments.find(({ object }) => [object.experiment_id, object.name].includes(view.id))?.experiment.path
  if (folder !== undefined) await linkEntries(dir, folder)
}

async function linkEntries(dir: string, folder: string): Promise<void> {
  const there = new Set(await readdir(dir))
  for (const name of await readdir(folder)) if (!there.has(name)) await link(join(dir, name), join(folder, name))
}

async function viewModel(begun: BegunExport): Promise<void> {
  const { dir, system, models } = begun
  const experiments = await loadExperiments(begun)
  for (const { experiment } of experiments) await linkAll(dir, [experiment.runs, experiment.loggedModels])
  const [model] = (await models.models()).values()
  const [version] = model?.versions.values() ?? []
  if (model?.versions.size !== 1 || !version) return
  // As a version that is exported alone.
  await writeJsonFile(join(dir, 'version.json'), { system, mlflow: { model_version: version.object } })
  const runId = String(version.object.run_id ?? '')
  const holder = experiments.find(({ experiment }) => experiment.runs.sealed.has(runId))
  if (!holder) return
  await link(join(dir, 'run'), pathOf(holder.experiment.runs, runId))
  await writeJsonFile(join(dir, 'experiment.json'), { system, mlflow: { experiment: asServerTells(holder.object) } })
}

async function viewLoggedModels(begun: BegunExport): Promise<void> {
  const { dir, system } = begun
  const experiments: JsonObject[] = []
  for (const { experiment, object } of await loadExperiments(begun)) {
    const { loggedModels } = experiment
    await linkAll(dir, [loggedModels])
    const logged_models = [...loggedModels.sealed.values()].map(({ folder }) => folder)
    experiments.push({ id: object.experiment_id ?? null, name: object.name ?? '', logged_models })
  }
  await writeJsonFile(join(dir, 'logged_models.json'), { system, info: {}, mlflow: { experiments } })
}

async function viewLoggedModel(begun: BegunExport): Promise<void> {
  const { dir, selection } = begun
  for (const { experiment } of await loadExperiments(begun)) {
    for (const id of experiment.loggedModels.sealed.keys()) {
      // Other models are here because the selected one needs them.
      if (selection.modelId !== undefined && selection.modelId !== id) continue
      const path = pathOf(experiment.loggedModels, id)
      await copyFile(join(path, 'logged_model.json'), join(dir, 'logged_model.json'))
      await link(join(dir, 'artifacts'), join(path, 'artifacts'))
    }
  }
}

interface Loaded {
  readonly experiment: ExperimentFolder
  readonly object: JsonObject
}

async function loadExperiments({ tree }: BegunExport): Promise<Loaded[]> {
  const loaded: Loaded[] = []
  for (const id of (await tree.names()).keys()) {
    const experiment = await tree.folder(id)
    const file = await readExperimentFile(join(experiment.path, 'experiment.json'), 'experiment.json').catch(() => ({}))
    const { mlflow } = file as { mlflow?: { experiment: JsonObject } }
    // Without this file the experiment was begun and failed.
    if (mlflow) loaded.push({ experiment, object: mlflow.experiment })
  }
  return loaded
}

function asServerTells({ tags, ...experiment }: JsonObject): JsonObject {
  return { ...experiment, tags: Object.entries(tags ?? {}).map(([key, value]) => ({ key, value })) }
}

async function linkAll(dir: string, objects: readonly ObjectsOfKind[]): Promise<void> {
  for (const each of objects) {
    for (const [id, { folder }] of each.sealed) await link(join(dir, folder), pathOf(each, id))
  }
}

function pathOf(objects: ObjectsOfKind, id: string): string {
  return objects.placesOf(id).final
}

/** On a file system without links, only the Python tool misses them. */
async function link(path: string, target: string): Promise<void> {
  if (!(await exists(target))) return
  const to = relative(join(path, '..'), target)
  const there = await readlink(path).catch(() => undefined)
  if (there === to) return
  if (there !== undefined) await unlink(path)
  await symlink(to, path, 'dir').catch(() => {})
}
