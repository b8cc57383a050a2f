import { openArtifactRoot } from '@mlferry/artifacts'
import type { WireLoggedModel, WireTag } from '@mlferry/client'
import {
  type ArtifactRoot,
  authorOf,
  type Header,
  type Link,
  type LoggedModelFields,
  MlferryError,
  type OpenContext,
  pendingTags,
  provenanceTags,
  type Ref,
  readPending,
  sourceTags,
  type Writer,
  type Written,
  type WrittenOptions,
} from '@mlferry/core'
import { findRun } from '../run/written-runs.ts'
import { contentIn } from '../server/content-in.ts'
import { createOnce } from '../server/create-once.ts'
import { ifMissing } from '../server/if-missing.ts'
import { lazyRoot } from '../server/lazy-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'
import { ModelMetrics } from './log-model-metrics.ts'
import { loggedModelHeader } from './logged-model-header.ts'

export async function* writtenLoggedModels(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
  { originalsIn = () => false }: WrittenOptions = {},
): AsyncGenerator<Written[]> {
  if (!scopes) return
  const originals = new Set(scopes.filter(originalsIn).map(({ id }) => id))
  const experimentIds = scopes.map(({ id }) => id)
  for await (const { models = [] } of context.client.loggedModels.searchPages({ experimentIds, signal })) {
    yield models.flatMap((model) => {
      if (originals.has(model.info.experiment_id))
        return { ...toWritten(model), ...contentIn(loggedModelHeader(model)) }
      return tagMap(model.info.tags).has(provenanceTags.sourceId) ? toWritten(model) : []
    })
  }
}

export async function openLoggedModel(
  object: Header<LoggedModelFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const { loggedModels } = context.client
  const made = opening.links.flatMap(({ field, to }) => sourceIds(object, field).map((id) => [id, to.id] as const))
  const runs = new Map([...made, ...(opening.pointsOn ?? [])])
  if (opening.earlier) {
    const existing = await loggedModels.get({ modelId: opening.earlier.target.id, signal })
    const renewed = opening.mark === 'renew' ? sourceTags(object, opening.sourceUri) : []
    return new LoggedModelWriter({ existing, fields, renewed, runs, context, signal, created: false })
  }
  if (!opening.scope) throw new MlferryError('ERR_SCOPE_FAILED', `Logged model ${object.ref.id} has no experiment.`)
  const settles = wireStatus(fields.status) !== undefined
  const create = {
    experimentId: opening.scope.id,
    name: fields.name,
    ...(fields.modelType ? { modelType: fields.modelType } : {}),
    sourceRunId: opening.links.find(({ field }) => field === 'sourceRun')?.to.id,
    params: wireTags(fields.params),
    tags: [
      ...wireTags(fields.tags),
      ...sourceTags(object, opening.sourceUri),
      // One that is to be told its status last carries the mark from the start: while it is PENDING the mark does not count.
      ...(settles ? [{ key: provenanceTags.fingerprint, value: object.fingerprint }] : []),
    ],
    signal,
  }
  const lateCopy = ({ info: { model_id } }: WireLoggedModel) => ({
    made: { kind: 'loggedModel', id: model_id },
    key: object.ref.id,
    scope: opening.scope,
  })
  const existing = await createOnce(
    () => loggedModels.create(create),
    async () => {
      // The model's own tag tells.
      const made = await findInExperiment(object.ref.id, opening.scope, context, signal)
      return made && (await loggedModels.get({ modelId: made.target.id, signal }))
    },
    (made, took) => context.memory.late.expect(lateCopy(made), took),
  )
  context.memory.late.made(lateCopy(existing))
  return new LoggedModelWriter({ existing, fields, renewed: [], runs, context, signal, created: true })
}

function sourceIds(object: Header<LoggedModelFields>, field: string): string[] {
  return object.links.filter((link) => link.field === field).map(({ to }) => to.id)
}

/** What stands for a logged model: its copy, a copy that came by another road, or the model itself. */
export async function findLoggedModel(
  id: string,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Written | undefined> {
  if (!/^m-\w+$/.test(id)) return undefined
  const { loggedModels, experiments } = context.client
  for (const key of [provenanceTags.sourceId, provenanceTags.originId]) {
    for await (const page of experiments.searchPages({ viewType: 'ALL', signal })) {
      const experimentIds = (page.experiments ?? []).map((experiment) => experiment.experiment_id)
      const search = { experimentIds, filter: `tags.\`${key}\` = '${id}'`, signal }
      for await (const { models: [found] = [] } of loggedModels.searchPages(search)) if (found) return toWritten(found)
    }
  }
  const own = await loggedModels.get({ modelId: id, signal }).catch(ifMissing)
  return own && toWritten(own)
}

async function findInExperiment(key: string, scope: Ref | undefined, context: ServerContext, signal: AbortSignal) {
  for await (const page of writtenLoggedModels(scope && [scope], context, signal)) {
    const found = page.find((written) => written.key === key)
    if (found) return found
  }
  return undefined
}

function toWritten(model: WireLoggedModel): Written {
  const tags = tagMap(model.info.tags)
  const isPending = model.info.status === 'LOGGED_MODEL_PENDING'
  return {
    key: tags.get(provenanceTags.sourceId) ?? model.info.model_id,
    target: { kind: 'loggedModel', id: model.info.model_id },
    scope: { kind: 'experiment', id: model.info.experiment_id },
    ...authorOf(tags),
    // A model that is PENDING at its source is never settled: it is compared each time.
    ...(isPending ? contentIn(loggedModelHeader(model)) : {}),
    sealed: isPending ? undefined : tags.get(provenanceTags.fingerprint),
    deleted: false,
    pending: readPending(tags, { sourceRun: 'run' }),
  }
}

interface LoggedModelWriting {
  /** The model at the target, as it is before anything is written. */
  readonly existing: WireLoggedModel
  readonly fields: LoggedModelFields
  /** Tags that name this source from now on. */
  readonly renewed: readonly WireTag[]
  /** Runs of the source and what stands for them at the target, as far as the job knows. */
  readonly runs: ReadonlyMap<string, string>
  readonly context: ServerContext
  readonly signal: AbortSignal
  readonly created: boolean
}

class LoggedModelWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot
  changed: boolean
  readonly losses: MlferryError[] = []
  readonly #writing: LoggedModelWriting
  readonly #metrics: ModelMetrics
  #pending: readonly Link[] = []

  constructor(writing: LoggedModelWriting) {
    const { existing, fields, runs, context, signal } = writing
    const { model_id: id, artifact_uri = '' } = existing.info
    this.#writing = writing
    this.ref = { kind: 'loggedModel', id }
    this.changed = writing.created
    this.#metrics = new ModelMetrics(fields.metrics, {
      modelId: id,
      had: loggedModelHeader(existing).fields.metrics,
      runOf: async (sourceId) => runs.get(sourceId) ?? (await findRun(sourceId, context, signal))?.target.id,
      context,
      signal,
    })
    const beforePut = async () => {
      this.changed = true
    }
    this.artifacts = lazyRoot(
      artifact_uri,
      () => openArtifactRoot(artifact_uri, { ...context, modelId: id }),
      beforePut,
    )
  }

  async write(): Promise<void> {}

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
    await this.#metrics.offer()
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { existing, fields, renewed, context, signal } = this.#writing
    const { loggedModels } = context.client
    const modelId = this.ref.id
    const had = loggedModelHeader(existing).fields
    if (await this.#metrics.log()) this.changed = true
    const { homeless } = this.#metrics
    this.#noteLosses(homeless)
    const status = had.status === fields.status ? undefined : wireStatus(fields.status)
    const tags = [...wireTags(fields.tags), ...renewed, ...pendingTags(this.#pending)]
    // Without the mark a later job tries again: the runs may have come.
    const mark =
      fingerprint === undefined || homeless > 0 ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    // While a model is PENDING no mark counts.
    if (status === undefined) return this.#setTags(fields.status === 'PENDING' ? tags : [...tags, ...mark])
    await this.#setTags(tags)
    if (mark.length === 0) await this.#takeBackMark()
    await loggedModels.finalize({ modelId, status, signal })
    this.changed = true
    await this.#setTags(mark)
  }

  /** Those that are not there yet. */
  async #setTags(tags: readonly WireTag[]): Promise<void> {
    const { existing, context, signal } = this.#writing
    const there = tagMap(existing.info.tags)
    const missing = tags.filter(({ key, value }) => there.get(key) !== value)
    if (missing.length === 0) return
    await context.client.loggedModels.setTags({ modelId: this.ref.id, tags: missing, signal })
    this.changed = true
  }

  /** Before a status that would make the mark count although something is missing. */
  async #takeBackMark(): Promise<void> {
    const { existing, context, signal } = this.#writing
    const key = provenanceTags.fingerprint
    if (!tagMap(existing.info.tags).has(key)) return
    await context.client.loggedModels.deleteTag({ modelId: this.ref.id, key, signal })
  }

  #noteLosses(homeless: number): void {
    if (homeless > 0) {
      const points = homeless === 1 ? 'One point' : `${homeless} points`
      const message = `${points} could not be copied, because the run that logged them is not at the target.`
      this.losses.push(new MlferryError('ERR_POINTS_WITHOUT_RUN', message))
    }
    this.losses.push(...lostWithoutRun(this.#pending))
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** undefined: PENDING is what a model is until it is told otherwise. */
function wireStatus(status: string): string | undefined {
  if (status === 'READY') return 'LOGGED_MODEL_READY'
  return status === 'FAILED' ? 'LOGGED_MODEL_UPLOAD_FAILED' : undefined
}

/** The run that made a model is named at its creation or never. */
export function lostWithoutRun(pending: readonly Link[]): MlferryError[] {
  if (!pending.some(({ field }) => field === 'sourceRun')) return []
  const message = 'The run that made it is not at the target, and this link cannot be set later.'
  return [new MlferryError('ERR_NO_SOURCE_RUN', message)]
}
