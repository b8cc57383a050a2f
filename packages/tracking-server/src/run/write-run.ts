import { openArtifactRoot } from '@mlferry/artifacts'
import type { WireRun, WireTag } from '@mlferry/client'
import {
  type ArtifactRoot,
  type Header,
  type Link,
  MlferryError,
  mlflowTags,
  type OpenContext,
  type Part,
  pendingTags,
  provenanceTags,
  type Ref,
  type RunFields,
  settledTags,
  sourceTags,
  tagsOfRunLinks,
  type Writer,
} from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import { lazyRoot } from '../server/lazy-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'
import { wireDatasetInputs } from './dataset-inputs.ts'
import { KnownPoints } from './known-points.ts'
import { logDatasetInputs } from './log-dataset-inputs.ts'
import { logModelLinks } from './log-model-links.ts'
import { logPoints } from './log-points.ts'
import { modelHistory } from './model-history.ts'
import { RunBatch } from './run-batch.ts'
import { runHeader } from './run-header.ts'
import { splitLinks } from './run-links.ts'
import { findRunCopy } from './written-runs.ts'

/** Set by other calls, or with another value. */
const setApart: readonly string[] = [mlflowTags.runName, mlflowTags.modelHistory]

/** Of a new run: links, those that wait, and the mark. */
const tagsAtTheEnd = 5

export async function openRun(
  object: Header<RunFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const { runs } = context.client
  if (opening.earlier) {
    const existing = await runs.get({ runId: opening.earlier.target.id, signal })
    const renewed = opening.mark === 'renew' ? sourceTags(object, opening.sourceUri) : []
    return new RunWriter({ existing, fields, renewed, sourceId: object.ref.id, context, signal, created: false })
  }
  if (!opening.scope)
    throw new MlferryError('ERR_SCOPE_FAILED', `Run ${object.ref.id} has no experiment at the target.`)
  const tags = wireTags(fields.tags).filter(({ key }) => !setApart.includes(key))
  const create = {
    experimentId: opening.scope.id,
    startTime: fields.startTime ?? 0,
    userId: fields.userId,
    runName: fields.name,
    tags: [...tags, ...tagsOfRunLinks(opening.links), ...sourceTags(object, opening.sourceUri)],
    signal,
  }
  const lateCopy = ({ info: { run_id } }: WireRun) => ({
    made: { kind: 'run', id: run_id },
    key: object.ref.id,
    scope: opening.scope,
  })
  const existing = await createOnce(
    () => runs.create(create),
    async () => {
      // The run's own tag tells.
      const made = await findRunCopy(object.ref.id, context, signal)
      return made && (await runs.get({ runId: made.target.id, signal }))
    },
    (made, took) => context.memory.late.expect(lateCopy(made), took),
  )
  context.memory.late.made(lateCopy(existing))
  return new RunWriter({ existing, fields, renewed: [], sourceId: object.ref.id, context, signal, created: true })
}

interface RunWriting {
  /** The run at the target, as it is before anything is written. */
  readonly existing: WireRun
  readonly fields: RunFields
  /** Tags that name this source from now on. */
  readonly renewed: readonly WireTag[]
  readonly sourceId: string
  readonly context: ServerContext
  readonly signal: AbortSignal
  readonly created: boolean
}

/** Writes what the target lacks of a run: everything of a new one, the difference of one taken up. */
class RunWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot
  changed: boolean
  readonly #writing: RunWriting
  readonly #batch: RunBatch
  readonly #known: KnownPoints | undefined
  #linkTags: WireTag[] = []
  #models: readonly Link[] = []
  #settled: readonly string[] = []
  #active: boolean

  constructor(writing: RunWriting) {
    const { existing, fields, context, signal, created } = writing
    const { run_id: id, lifecycle_stage, artifact_uri = '' } = existing.info
    this.#writing = writing
    this.ref = { kind: 'run', id }
    this.changed = created
    this.#active = lifecycle_stage !== 'deleted'
    const metrics = new Set((existing.data?.metrics ?? []).map(({ key }) => key))
    this.#known = created ? undefined : new KnownPoints(metrics, { runId: id, context, signal })
    this.#batch = new RunBatch((call) => this.#write(() => logPoints(call, { runId: id, context, signal })), {
      reserved: Math.min(100, fields.params.size) + tagsAtTheEnd,
    })
    context.memory.runBatches.set(id, this.#batch)
    this.artifacts = lazyRoot(
      artifact_uri,
      () => openArtifactRoot(artifact_uri, { ...context, runId: id }),
      () => this.#write(async () => {}),
    )
  }

  get #runs() {
    return this.#writing.context.client.runs
  }

  async write(part: Part): Promise<void> {
    if (part.type !== 'metrics') return
    await this.#batch.add(part.chunk, await this.#known?.compare(part.chunk))
  }

  async link(known: readonly Link[], unknown: readonly Link[]): Promise<void> {
    const { resolved, pending } = splitLinks({ resolved: known, pending: unknown }, this.#writing.context)
    this.#linkTags = [...tagsOfRunLinks(resolved), ...pendingTags(pending)]
    this.#settled = settledTags(resolved, pending)
    this.#models = resolved.filter(({ to }) => to.kind === 'loggedModel')
    const { context, created } = this.#writing
    if (!created || ![...resolved, ...pending].some(({ to }) => to.kind === 'loggedModel')) return
    context.memory.freshRuns.add(this.ref.id)
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    await this.#writeInputs()
    await this.#writeState()
    await this.#writeRest(fingerprint)
  }

  async #writeInputs(): Promise<void> {
    const { fields, existing, context, signal } = this.#writing
    const had = new Set(runHeader(existing).links.map(({ field, to }) => `${field} ${to.id}`))
    const models = this.#models.filter(({ field, to }) => !had.has(`${field} ${to.id}`))
    if (models.length > 0) await this.#write(() => logModelLinks(models, { runId: this.ref.id, context, signal }))
    const inputs = wireDatasetInputs(fields.datasetInputs, existing.inputs?.dataset_inputs ?? [])
    if (inputs.length > 0)
      await this.#write(() => logDatasetInputs(context, { runId: this.ref.id, datasets: inputs, signal }))
  }

  async #writeState(): Promise<void> {
    const { fields, existing, signal, created } = this.#writing
    const { status, end_time, run_name } = existing.info
    const renamed = !created && fields.name !== '' && run_name !== fields.name
    const ended = fields.endTime !== null && Number(end_time ?? 0) !== fields.endTime
    if (status === fields.status && !ended && !renamed) return
    await this.#write(() =>
      this.#runs.update({
        runId: this.ref.id,
        status: fields.status,
        ...(fields.endTime === null ? {} : { endTime: fields.endTime }),
        ...(renamed ? { runName: fields.name } : {}),
        signal,
      }),
    )
  }

  /** The mark is the last write, in one call with what is left of points, params and tags where they fit: without it a run is unfinished. */
  async #writeRest(fingerprint: string | undefined): Promise<void> {
    const { fields, existing, renewed, signal, created } = this.#writing
    const params = missingEntries(fields.params, tagMap(existing.data?.params))
    const there = tagMap(existing.data?.tags)
    const history = modelHistory(fields.tags, { from: this.#writing.sourceId, to: this.ref.id })
    const rest = wireTags(fields.tags).filter(({ key }) => !setApart.includes(key))
    const own = created ? history : [...rest, ...history]
    const mark = fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    const tags = [...own, ...this.#linkTags, ...renewed, ...mark].filter(({ key, value }) => there.get(key) !== value)
    for (const key of this.#settled.filter((each) => there.has(each)))
      await this.#write(() => this.#runs.deleteTag({ runId: this.ref.id, key, signal }))
    await this.#batch.finish({ params, tags })
  }

  /** A deleted run takes no writes: it is restored first, and deleted again in the end. */
  async #write<T>(call: () => Promise<T>): Promise<T> {
    if (!this.#active) await this.#runs.restore({ runId: this.ref.id, signal: this.#writing.signal })
    this.#active = true
    this.changed = true
    return call()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#writing.context.memory.runBatches.delete(this.ref.id)
  }
}

/** Entries that are not there. A param cannot be changed: another value under its key is left to the server to refuse. */
function missingEntries(wanted: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>): WireTag[] {
  return wireTags(wanted).filter(({ key, value }) => there.get(key) !== value)
}
