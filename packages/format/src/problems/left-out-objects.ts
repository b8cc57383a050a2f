import { join } from 'node:path'
import { MlferryError, modelVersionId, type Ref, type Unreadable } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { object } from '../json/json-members.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { folderKinds } from '../layout/folder-kinds.ts'
import { exists } from '../layout/folders-in.ts'
import {
  evaluationDatasetsFolder,
  experimentsIndex,
  type KindFolder,
  modelsFolder,
  promptsFolder,
} from '../layout/layout.ts'
import type { OpenedExport } from '../reading/opened-export.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { readIndex } from '../reading/read-index.ts'

type LeftOut = (opened: OpenedExport, signal: AbortSignal) => AsyncIterable<Unreadable>

/** Objects of a kind that the export says it could not take. The tool may still have ended with success. */
export function leftOutObjects(kind: string, opened: OpenedExport, signal: AbortSignal): AsyncIterable<Unreadable> {
  return (leftOutOf[kind] ?? nothing)(opened, signal)
}

const leftOutOf: Readonly<Record<string, LeftOut>> = {
  async *experiment({ context }) {
    const { info, mlflow } = await contentOf(experimentsIndex(context.layout, context.indexNames.experiments), context)
    // The file says only how many experiments were requested, not which ones failed.
    const asked = object(info.status).experiments ?? info.experiments
    yield* counted('experiment', Number(asked ?? 0) - list(mlflow.experiments).length)
  },

  async *run(opened, signal) {
    for (const { info = {}, header } of await loaded(opened, signal)) {
      yield* named('run', list(info.failed_runs), header.ref)
    }
  },

  loggedModel: (opened, signal) => heldLeftOut('loggedModel', { opened, signal, member: 'failed_logged_models' }),
  trace: (opened, signal) => heldLeftOut('trace', { opened, signal, member: 'failed_traces' }),

  async *registeredModel({ context }) {
    const place = modelsFolder(context.layout)
    if (place.alone) return
    const { info } = await contentOf(join(place.base, context.indexNames.models), context)
    yield* named('registeredModel', list(info.failed_models))
  },

  async *modelVersion(opened, signal) {
    for (const model of await opened.models(signal)) {
      if (!('header' in model)) continue
      const ids = model.failedVersions.map((each) => modelVersionId(model.header.ref.id, numberOf(each)))
      yield* named('modelVersion', ids, model.header.ref)
    }
  },

  prompt: ({ context }) => leftOutOfSummary('prompt', { folder: promptsFolder(context.layout), context }),
  evaluationDataset: ({ context }) =>
    leftOutOfSummary('evaluationDataset', { folder: evaluationDatasetsFolder(context.layout), context }),
}

async function* nothing(): AsyncGenerator<Unreadable> {}

interface HeldOptions {
  readonly opened: OpenedExport
  readonly signal: AbortSignal
  /** The member of `info`. The index beside the objects has their names there, experiment.json their number. */
  readonly member: string
}

async function* heldLeftOut(kind: 'loggedModel' | 'trace', options: HeldOptions): AsyncGenerator<Unreadable> {
  const { opened, signal, member } = options
  const { base } = folderKinds[kind]
  const experiments = await loaded(opened, signal)
  for (const { info = {}, header, place } of experiments) {
    // Objects that were exported without their experiment have their index in the root.
    const folder = place.folder === '' && !('failed_runs' in info) ? '' : base
    const file = join(place.label, folder, `${base}.json`)
    const names = list((await contentOf(file, opened.context, readLarge)).info[member])
    yield* named(kind, names, header.ref)
    const number = Number(info[member] ?? 0)
    if (names.length === 0) yield* counted(kind, number, header.ref)
  }
}

interface SummaryOptions {
  readonly folder: KindFolder
  readonly context: ReadContext
}

const summaries = { prompt: 'prompts_summary.json', evaluationDataset: 'evaluation_datasets_summary.json' }

async function* leftOutOfSummary(
  kind: keyof typeof summaries,
  { folder, context }: SummaryOptions,
): AsyncGenerator<Unreadable> {
  if (folder.alone) return
  const { mlflow } = await contentOf(join(folder.base, summaries[kind]), context)
  yield* counted(kind, Number(mlflow.failed_exports ?? 0))
}

function* named(kind: string, ids: readonly JsonValue[], scope?: Ref): Generator<Unreadable> {
  for (const id of ids) yield leftOut({ kind, id: String(id) }, { scope, what: `this ${kind}` })
}

function* counted(kind: string, number: number, scope?: Ref): Generator<Unreadable> {
  if (number > 0) yield leftOut({ kind, id: '*' }, { scope, what: `${number} of kind ${kind}, without their names` })
}

function leftOut(ref: Ref, { scope, what }: { scope: Ref | undefined; what: string }): Unreadable {
  const error = new MlferryError('ERR_EXPORT_LEFT_OUT', `The export says that it could not include ${what}`, {
    hint: 'Export it again from its server.',
  })
  return { ref, ...(scope ? { scope } : {}), error }
}

async function loaded(opened: OpenedExport, signal: AbortSignal): Promise<LoadedExperiment[]> {
  return (await opened.experiments(signal)).filter((each) => 'header' in each)
}

/** An index with the names of all objects of an experiment may be large, so it is not kept. */
async function readLarge(file: string, { dir }: ReadContext): Promise<JsonValue> {
  return (await readJsonFile(join(dir, file), file, { inside: { dir } })).value
}

/** Empty if there is no such file or it is unreadable. A listing reports what is wrong with it. */
async function contentOf(
  file: string | undefined,
  context: ReadContext,
  read = readIndex,
): Promise<{ readonly info: JsonObject; readonly mlflow: JsonObject }> {
  const there = file !== undefined && (await exists(join(context.dir, file)))
  const root = object(there ? await read(file, context).catch(() => undefined) : undefined)
  // Before version 1.2.0 of the Python tool, the lists are in the root.
  const mlflow = 'mlflow' in root ? object(root.mlflow) : root
  const { failed_models = object(root.info).failed_models } = root
  return { info: { ...object(root.info), failed_models }, mlflow }
}

/** The number of a version, or the version itself. */
function numberOf(version: JsonValue): number {
  const entry = object(version)
  const told = entry.version ?? version
  return Number(object(told).version ?? told)
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}
