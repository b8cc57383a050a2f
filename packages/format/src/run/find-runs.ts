import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MlferryError, redact, safePath, type Unreadable } from '@mlferry/core'
import { checksumFile } from '../checksums.ts'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { foldersIn } from '../folders-in.ts'
import type { Checksums } from '../journal-text.ts'
import { readChecksums } from '../read-checksums.ts'
import type { ReadContext } from '../read-context.ts'

export interface RunPlace {
  readonly path: string
  /** Its path within the export, with a slash at the end, for messages; empty for the root. */
  readonly label: string
  readonly folder: string
  /** By path within the folder; undefined: not written by mlferry. */
  readonly sums: ReadonlyMap<string, string> | undefined
}

/**
 * The runs of an experiment. Its list decides where there is one, because the Python tool leaves out of it what it could not export
 * whole; the folder decides otherwise. What mlferry wrote must have its checksums, listed or not.
 */
export async function findRuns(experiment: LoadedExperiment, context: ReadContext): Promise<(RunPlace | Unreadable)[]> {
  const { place, header, runs, ours } = experiment
  const sums = ours ? await readChecksums(place.path, place.label) : undefined
  if (context.layout === 'run') return [{ path: place.path, label: '', folder: '', sums: sums?.runs.get('') }]
  const folders = new Set([...(runs ?? (await foldersWithRuns(place.path))), ...(sums?.runs.keys() ?? [])])
  const found: (RunPlace | Unreadable)[] = []
  for (const folder of folders) {
    try {
      found.push(await placeOf(folder, { experiment, sums, ours }))
    } catch (error) {
      found.push({ ref: { kind: 'run', id: folder }, scope: header.ref, error: error as MlferryError })
    }
  }
  return found
}

interface Surroundings {
  readonly experiment: LoadedExperiment
  readonly sums: Checksums | undefined
  readonly ours: boolean
}

async function placeOf(folder: string, { experiment, sums, ours }: Surroundings): Promise<RunPlace> {
  const { path: parent, label } = experiment.place
  const name = JSON.stringify(redact(folder, 200))
  if (/[/\\]/.test(folder)) {
    throw new MlferryError('ERR_UNSAFE_PATH', `${label}experiment.json names the run ${name}, which is no folder name`)
  }
  const path = safePath(join(parent, 'runs'), folder)
  const ofRun = sums?.runs.get(folder)
  if (ours && !ofRun) {
    throw new MlferryError('ERR_CHECKSUM_MISSING', `${label}${checksumFile} does not name the run ${name}`, {
      hint: 'A file of this export was changed or lost: export again, or bring the original back.',
    })
  }
  if (!ours && !(await hasRun(path)) && (await hasRun(join(parent, folder)))) {
    return { path: join(parent, folder), label: `${label}${folder}/`, folder, sums: undefined }
  }
  return { path, label: `${label}runs/${folder}/`, folder, sums: ofRun }
}

/** Both layouts: older exports have the runs beside experiment.json. */
async function foldersWithRuns(path: string): Promise<string[]> {
  const below = await foldersIn(join(path, 'runs'))
  const beside = await foldersIn(path)
  const withRun = await Promise.all(beside.map(async (name) => ({ name, has: await hasRun(join(path, name)) })))
  return [...below, ...withRun.filter(({ has }) => has).map(({ name }) => name)]
}

async function hasRun(path: string): Promise<boolean> {
  return await stat(join(path, 'run.json')).then(
    () => true,
    () => false,
  )
}
