import { join } from 'node:path'
import { type ExperimentHeader, MlferryError, SpooledMap } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { checksumFile } from '../checksums/checksum.ts'
import { type Checksums, parseJournal } from '../checksums/journal-lines.ts'
import { readChecksums } from '../checksums/read-checksums.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import type { ReadContext } from '../reading/read-context.ts'
import type { ExperimentPlace } from './find-experiments.ts'
import { readExperiment } from './read-experiment.ts'

export interface LoadedExperiment {
  readonly place: ExperimentPlace
  readonly header: ExperimentHeader
  /** The member `info`: what the export says about itself. */
  readonly info?: JsonObject
  /** Folder names of its runs. undefined: the file has no list, so all folders on the disk count. */
  readonly runs: Iterable<string> | undefined
  /** Those of its logged models, likewise. */
  readonly loggedModels: Iterable<string> | undefined
  /** Those of its traces, likewise. */
  readonly traces: Iterable<string> | undefined
  /** Folders are named by id, so one object is found without reading the others. */
  readonly foldersAreIds: boolean
  /** Checksums of all files of its objects. undefined: not written by mlferry. */
  readonly sums: Checksums | undefined
}

/** Reads an experiment.json and checks it. Rejects with what makes this experiment unreadable. */
export async function loadExperiment(place: ExperimentPlace, context: ReadContext): Promise<LoadedExperiment> {
  const { experiment: name } = context.indexNames
  const path = join(place.path, name)
  const label = `${place.label}${name}`
  const { value, sha256 } = await readJsonFile(path, label, { inside: context })
  const file = await context.check('experiment', value, label)
  const sums =
    'mlferry' in file ? ((await readChecksums(place.path, place.label, context)) ?? parseJournal('')) : undefined
  // experiment.json has a line only in a complete export. Before that it still changes.
  const expected = sums?.others.get('experiment.json')
  if (expected !== undefined && expected !== sha256) {
    throw new MlferryError('ERR_CHECKSUM', `${label} does not match ${place.label}${checksumFile}`, {
      hint: 'The file changed after the export: export again, or restore the original.',
    })
  }
  const mlflow = file.mlflow as Readonly<Record<string, readonly string[] | null | undefined>>
  return {
    place,
    header: readExperiment(file, place.folder),
    info: (file.info ?? {}) as JsonObject,
    runs: spooled(mlflow.runs, context),
    loggedModels: spooled(mlflow.logged_models, context),
    traces: spooled(mlflow.traces, context),
    foldersAreIds: context.layout !== 'run' && (sums !== undefined || context.layout !== 'model'),
    sums,
  }
}

function spooled(names: readonly string[] | null | undefined, { spool }: ReadContext): Iterable<string> | undefined {
  if (!names) return undefined
  const map = new SpooledMap<true>(spool)
  for (const name of names) map.set(name, true)
  return { [Symbol.iterator]: () => map.keys() }
}
