import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Written } from '@mlferry/core'
import { readExperiment } from './read-experiment.ts'
import { readExperimentFile } from './read-experiment-file.ts'

/** The experiments of an export, by name. Of two with the same name (one was deleted and created again), the one that was written last. */
export async function writtenExperiments(dir: string, names: ReadonlyMap<string, string>): Promise<Written[]> {
  const byName = new Map<string, { written: Written; time: number }>()
  for (const name of names.values()) {
    const path = join(dir, name, 'experiment.json')
    const found = await stat(path).catch(() => undefined)
    if (!found) continue
    const file = await readExperimentFile(path, path)
    const { ref, fields, merged } = readExperiment(file, name)
    const { fingerprint } = (file.mlferry ?? {}) as { fingerprint?: string | null }
    const written: Written = {
      key: fields.name,
      target: ref,
      ours: true,
      ...(merged ? { merged } : {}),
      sealed: fingerprint ?? undefined,
      deleted: fields.lifecycle === 'deleted',
      pending: [],
    }
    const known = byName.get(fields.name)
    if (!known || known.time < found.mtimeMs) byName.set(fields.name, { written, time: found.mtimeMs })
  }
  return [...byName.values()].map(({ written }) => written)
}
