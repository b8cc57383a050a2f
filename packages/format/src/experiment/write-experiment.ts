import { join } from 'node:path'
import type { Ancestor, ExperimentHeader, OpenContext, Ref, Writer } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { humanTime, textsToJson } from '../json/json-text.ts'
import type { LargeJson } from '../json/large-json.ts'
import { isWritten, writeJsonFile } from '../json/write-json-file.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { objectsStanzas } from './objects-stanzas.ts'
import { readExperimentFile } from './read-experiment-file.ts'

export interface ExperimentWriting {
  readonly header: ExperimentHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  readonly system: JsonObject
}

/** Writes experiment.json with what is sealed so far; `complete` names all of it. */
export class ExperimentWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  readonly #writing: ExperimentWriting
  #changed: boolean

  constructor(writing: ExperimentWriting) {
    this.ref = writing.header.ref
    this.#writing = writing
    this.#changed = writing.context.earlier === undefined
  }

  get changed(): boolean {
    return this.#changed
  }

  async write(): Promise<void> {}

  async link(): Promise<void> {}

  async seal(fingerprint: string | undefined): Promise<void> {
    const { experiment } = this.#writing
    const path = join(experiment.path, 'experiment.json')
    const value = experimentFile(this.#writing, fingerprint ?? null)
    this.#changed = !(await isWritten(path, value))
    if (this.#changed) await writeJsonFile(path, value)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function experimentFile({ header, experiment, system }: ExperimentWriting, fingerprint: string | null): LargeJson {
  const { ref, fields, origin, merged } = header
  const { info, runs, logged_models, traces } = objectsStanzas(experiment)
  return {
    mlferry: {
      fingerprint,
      origin,
      merged,
      extra: fields.extra,
    },
    system,
    info,
    mlflow: {
      experiment: {
        experiment_id: ref.id,
        name: fields.name,
        artifact_location: fields.artifactLocation,
        lifecycle_stage: fields.lifecycle,
        tags: textsToJson(fields.tags),
        creation_time: fields.creationTime,
        last_update_time: fields.lastUpdateTime,
        _creation_time: humanTime(fields.creationTime),
        _last_update_time: humanTime(fields.lastUpdateTime),
      },
      runs,
      logged_models,
      traces,
    },
  }
}

/** Into the experiment.json that is there; until `complete` it names nothing of what it holds. */
export async function addMerged({ path }: ExperimentFolder, merged: readonly Ancestor[]): Promise<void> {
  const file = join(path, 'experiment.json')
  const before = await readExperimentFile(file, file)
  const stanza = (before.mlferry ?? {}) as JsonObject
  const known = (stanza.merged ?? []) as readonly JsonValue[]
  await writeJsonFile(file, {
    ...before,
    mlferry: { ...stanza, merged: [...known, ...merged] },
  })
}
