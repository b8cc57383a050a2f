import type { WireEvaluationDataset, WireTag } from '@mlferry/client'
import {
  authorOf,
  type EvaluationDatasetFields,
  type EvaluationRecord,
  evaluationRecordText,
  type Header,
  type Link,
  MlferryError,
  type OpenContext,
  type Part,
  pendingTags,
  provenanceTags,
  type Ref,
  readPending,
  settledTags,
  sourceTags,
  type Writer,
  type Written,
} from '@mlferry/core'
import { contentIn } from '../server/content-in.ts'
import { createOnce } from '../server/create-once.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { isAtLeast } from '../server/server-limits.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'
import { evaluationDatasetHeader, tagsOf } from './evaluation-dataset-header.ts'
import { ObjectsFirst } from './objects-first.ts'
import { putOutputsIntoTags } from './outputs-in-tags.ts'

export async function* writtenEvaluationDatasets(
  _: readonly Ref[] | undefined,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const { datasets = [] } of client.evaluationDatasets.searchPages({ signal })) {
    yield datasets.map((wire) => {
      const tags = tagsOf(wire)
      return {
        key: tags.get(provenanceTags.sourceId) ?? wire.dataset_id,
        target: { kind: 'evaluationDataset', id: wire.dataset_id },
        ...authorOf(tags),
        ...contentIn({ ...evaluationDatasetHeader(wire, []), unlisted: ['experiments'] }),
        sealed: tags.get(provenanceTags.fingerprint),
        deleted: false,
        pending: readPending(tags, { experiments: 'experiment' }),
      }
    })
  }
}

export async function openEvaluationDataset(
  object: Header<EvaluationDatasetFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const { evaluationDatasets } = context.client
  const { earlier } = opening
  if (earlier) {
    const existing = await evaluationDatasets.get({ datasetId: earlier.target.id, signal })
    const renewed = opening.mark === 'renew' ? sourceTags(object, opening.sourceUri) : []
    return new EvaluationDatasetWriter({ existing, created: false, fields, renewed, context, signal })
  }
  await foreseeEvaluationDataset(object, opening, context, signal)
  const experimentIds = opening.links.map(({ to }) => to.id)
  const tags = Object.fromEntries([...fields.tags, ...tagMap(sourceTags(object, opening.sourceUri))])
  const create = { name: fields.name, experimentIds, tags, signal }
  const isOurs = (wire: WireEvaluationDataset) => tagsOf(wire).get(provenanceTags.sourceId) === object.ref.id
  const lateCopy = ({ dataset_id }: WireEvaluationDataset) => ({
    made: { kind: 'evaluationDataset', id: dataset_id },
    key: object.ref.id,
    scope: undefined,
  })
  const existing = await createOnce(
    () => evaluationDatasets.create(create),
    async () => (await namesakes(fields.name, context, signal)).find(isOurs),
    (made, took) => context.memory.late.expect(lateCopy(made), took),
  )
  context.memory.late.made(lateCopy(existing))
  return new EvaluationDatasetWriter({ existing, created: true, fields, renewed: [], context, signal })
}

/** MLflow makes a second dataset of a name without a word, and its client then finds neither: throws ERR_DATASET_NAME_TAKEN. */
export async function foreseeEvaluationDataset(
  { fields }: Header<EvaluationDatasetFields>,
  { earlier }: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const { name } = fields
  const found = earlier ? [] : await namesakes(name, context, signal)
  if (found.every((wire) => tagsOf(wire).has(provenanceTags.sourceId))) return
  throw new MlferryError(
    'ERR_DATASET_NAME_TAKEN',
    `${context.label} has an evaluation dataset '${name}' that is not ours.`,
    {
      hint: 'Import under another name (--evaluation-dataset-name), or replace that one (--delete-evaluation-dataset).',
    },
  )
}

/** All of that name. */
export async function clearEvaluationDatasets(
  name: string,
  context: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  for (const { dataset_id: datasetId } of await namesakes(name, context, signal)) {
    await context.client.evaluationDatasets.delete({ datasetId, signal })
  }
}

async function namesakes(
  name: string,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<readonly WireEvaluationDataset[]> {
  const found: WireEvaluationDataset[] = []
  // A filter cannot quote every name.
  const filter = /^[^'"\\]*$/.test(name) ? { filter: `name = '${name}'` } : {}
  for await (const { datasets = [] } of client.evaluationDatasets.searchPages({ ...filter, signal })) {
    found.push(...datasets.filter((wire) => wire.name === name))
  }
  return found
}

/** Adds the experiments that came later, and forgets that they were waited for. */
export async function relinkEvaluationDataset(
  { id: datasetId }: Ref,
  { resolved, pending }: RelinkLinks,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const { evaluationDatasets } = client
  const experimentIds = resolved.map(({ to }) => to.id)
  if (experimentIds.length > 0) await evaluationDatasets.addExperiments({ datasetId, experimentIds, signal })
  const there = tagsOf(await evaluationDatasets.get({ datasetId, signal }))
  const waiting = pendingTags(pending).filter(({ key, value }) => there.get(key) !== value)
  if (waiting.length > 0)
    await evaluationDatasets.setTags({ datasetId, tags: Object.fromEntries(tagMap(waiting)), signal })
  for (const key of settledTags(resolved, pending)) {
    if (there.has(key)) await evaluationDatasets.deleteTag({ datasetId, key, signal })
  }
}

/** Since MLflow 3.5. */
export function hasOutputs({ version }: Pick<ServerContext, 'version'>): boolean {
  return version === undefined || isAtLeast(version, 3, 5)
}

interface EvaluationDatasetWriting {
  /** The dataset at the target, as it is before anything is written. */
  readonly existing: WireEvaluationDataset
  readonly created: boolean
  readonly fields: EvaluationDatasetFields
  /** Tags that name this source from now on. */
  readonly renewed: readonly WireTag[]
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Characters of records in one call. */
const callLength = 2 ** 20

class EvaluationDatasetWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  changed: boolean
  readonly #writing: EvaluationDatasetWriting
  readonly #order: ObjectsFirst
  #call: string[] = []
  #length = 0
  #pending: readonly Link[] = []

  constructor(writing: EvaluationDatasetWriting) {
    this.#writing = writing
    this.#order = new ObjectsFirst(writing.fields.schema)
    this.ref = { kind: 'evaluationDataset', id: writing.existing.dataset_id }
    this.changed = writing.created
  }

  async write(part: Part): Promise<void> {
    if (part.type === 'rows') await this.#send(this.#order.take(part.rows as readonly EvaluationRecord[]))
  }

  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    const { context, signal } = this.#writing
    const { evaluationDatasets } = context.client
    const datasetId = this.ref.id
    this.#pending = pending
    await this.#send(this.#order.rest())
    await this.#flush()
    const there = new Set(await evaluationDatasets.experimentIds({ datasetId, signal }))
    const experimentIds = resolved.map(({ to }) => to.id).filter((id) => !there.has(id))
    if (experimentIds.length === 0) return
    await evaluationDatasets.addExperiments({ datasetId, experimentIds, signal })
    this.changed = true
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { existing, fields, renewed, context, signal } = this.#writing
    const there = tagsOf(existing)
    const mark = fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    const tags = [...wireTags(fields.tags), ...renewed, ...pendingTags(this.#pending), ...mark]
    const missing = tags.filter(({ key, value }) => there.get(key) !== value)
    if (missing.length === 0) return
    const setting = { datasetId: this.ref.id, tags: Object.fromEntries(tagMap(missing)), signal }
    await context.client.evaluationDatasets.setTags(setting)
    this.changed = true
  }

  /** Gathers calls of a bounded size. */
  async #send(records: readonly EvaluationRecord[]): Promise<void> {
    for (const record of records) {
      const text = this.#textOf(record)
      if (this.#length + text.length > callLength) await this.#flush()
      this.#call.push(text)
      this.#length += text.length
    }
  }

  async #flush(): Promise<void> {
    if (this.#call.length === 0) return
    const { context, signal } = this.#writing
    this.changed = true
    const records = `[${this.#call.join(',')}]`
    await context.client.evaluationDatasets.upsertRecords({ datasetId: this.ref.id, records, signal })
    this.#call = []
    this.#length = 0
  }

  /** A server takes a record without outputs for one with empty ones, so it is told that there are none. */
  #textOf(record: EvaluationRecord): string {
    const fitting = hasOutputs(this.#writing.context) ? record : putOutputsIntoTags(record)
    return evaluationRecordText({ outputs: 'null', ...fitting }, { whole: false })
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
