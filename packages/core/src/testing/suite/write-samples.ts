import type { ArtifactRoot } from '../../contracts/artifact-root.ts'
import type { Capabilities } from '../../contracts/capabilities.ts'
import type { Target } from '../../contracts/target.ts'
import type { TargetJob } from '../../contracts/target-job.ts'
import type { Writer } from '../../contracts/writer.ts'
import type { Written } from '../../contracts/written.ts'
import { putBytes } from '../../files/put-bytes.ts'
import type { LoggedModelFields } from '../../objects/logged-model.ts'
import type { MetricChunk } from '../../objects/metric-chunk.ts'
import { type Link, type Ref, refKey } from '../../objects/ref.ts'
import { sealOf } from '../../objects/seal.ts'
import type { SampleObject } from '../sample-objects.ts'
import { sampleModels } from '../samples/models.ts'

export const sourceUri = 'http://source'

export interface SampleJob {
  readonly store: Target
  readonly target: TargetJob
  readonly signal: AbortSignal
  readonly capabilities: Capabilities
  /** What stands at the target for each sample. */
  readonly refs: Map<string, Ref>
}

export async function beginSampleJob(store: Target, signal: AbortSignal): Promise<SampleJob> {
  const [target, capabilities] = [await store.begin(signal), await store.capabilities(signal)]
  return { store, target, signal, capabilities, refs: new Map() }
}

export interface Writing {
  readonly earlier?: Written | undefined
  /** Default: those of the sample whose other end is there. */
  readonly links?: readonly Link[]
  /** Default: those of the sample whose other end is not there. */
  readonly pending?: readonly Link[]
  /** False: it is sealed without its mark. */
  readonly mark?: false
}

export interface WrittenSample {
  readonly ref: Ref
  readonly changed: boolean
  readonly losses: readonly string[]
  readonly pending: readonly Link[]
  readonly last: Writer['last']
}

/** Writes one object the way a job does. */
export async function writeSample(job: SampleJob, sample: SampleObject, writing: Writing = {}): Promise<WrittenSample> {
  const { header, files, rows } = sample
  const { links, pending } = { ...linksNow(header.links, job), ...writing }
  await using writer = await openSample(job, sample, writing)
  for (const chunk of ownChunks(sample, job)) {
    await writer.write({ type: 'metrics', of: header.ref, chunk })
  }
  if (rows) await writer.write({ type: 'rows', of: header.ref, ...rows })
  if (writer.artifacts) await putMissing(files, writer.artifacts, job.signal)
  await writer.link(links, pending)
  await writer.seal(writing.mark === false ? undefined : sealFor(job, sample))
  const losses = (writer.losses ?? []).map(({ code }) => code)
  return { ref: writer.ref, changed: writer.changed, losses, pending, last: writer.last }
}

async function putMissing(files: SampleObject['files'], root: ArtifactRoot, signal: AbortSignal): Promise<void> {
  if (Object.keys(files).length === 0) return
  const there = new Map((await Array.fromAsync(root.list(signal))).map(({ path, size }) => [path, size]))
  for (const [path, text] of Object.entries(files)) {
    const bytes = Buffer.from(text)
    if (there.get(path) !== bytes.length) await putBytes(root, { path, bytes }, signal)
  }
}

/** As a job that is killed leaves it where nothing more is done to it. */
export async function openSample(
  job: SampleJob,
  sample: SampleObject,
  { earlier, ...given }: Writing = {},
): Promise<Writer> {
  const { header, key } = sample
  const { links } = { ...linksNow(header.links, job), ...given }
  const scope = header.scope && (job.refs.get(refKey(header.scope)) ?? header.scope)
  const opened = { key, earlier, scope, links, sourceUri, pointsOn: runsOf(sample, job) }
  const writer = await job.target.open({ ...header, fingerprint: sealFor(job, sample) }, opened, job.signal)
  job.refs.set(refKey(header.ref), writer.ref)
  return writer
}

/** Writes all, settles what waited, deletes what is deleted, and completes. */
export async function writeSamples(
  job: SampleJob,
  samples: readonly SampleObject[],
  earlierOf: (sample: SampleObject) => Written | undefined = () => undefined,
): Promise<ReadonlyMap<string, WrittenSample>> {
  const written = new Map<string, WrittenSample>()
  for (const sample of samples) {
    if (!job.capabilities.kind(sample.header.ref.kind)) continue
    written.set(refKey(sample.header.ref), await writeSample(job, sample, { earlier: earlierOf(sample) }))
  }
  const { target, signal } = job
  for (const { ref, pending } of written.values()) {
    const now = linksNow(pending, job)
    if (now.links.length > 0) await target.relink(ref, now.links, now.pending, signal)
  }
  for (const sample of [...samples].reverse()) {
    const done = written.get(refKey(sample.header.ref))
    if (done && isDeleted(sample) && (done.changed || !earlierOf(sample)?.deleted))
      await target.remove?.(done.ref, signal)
  }
  for (const { last } of written.values()) await last?.()
  await target.complete(signal)
  return written
}

export function sealFor({ capabilities }: SampleJob, { header }: SampleObject): string {
  return capabilities.sealsContent ? sealOf(header) : header.fingerprint
}

export function isDeleted({ header }: SampleObject): boolean {
  return header.fields.lifecycle === 'deleted'
}

/** Those whose other end is there, by its id at the target, and the rest. */
export function linksNow(all: readonly Link[], { refs }: SampleJob): { links: Link[]; pending: Link[] } {
  const [links, pending]: [Link[], Link[]] = [[], []]
  for (const link of all) {
    const to = refs.get(refKey(link.to))
    if (to) links.push({ ...link, to })
    else pending.push(link)
  }
  return { links, pending }
}

/** What stands at the target for the runs that have points of it. */
function runsOf({ header }: SampleObject, { refs }: SampleJob): ReadonlyMap<string, string> {
  const { metrics } = header.fields as { readonly metrics?: readonly { readonly runId: string }[] }
  const known = (metrics ?? []).flatMap(({ runId }) => {
    const run = refs.get(refKey({ kind: 'run', id: runId }))
    return run ? [[runId, run.id] as const] : []
  })
  return new Map(known)
}

/** Where logged models log their points on their runs, each point comes once. */
function ownChunks({ header, chunks }: SampleObject, { capabilities }: SampleJob): readonly MetricChunk[] {
  if (!capabilities.kind('loggedModel')?.logsPoints) return chunks
  return chunks.filter(({ key }) => !pointsOfModels.has(`${header.ref.id} ${key}`))
}

/** Metrics of runs whose points are all those of logged models. */
const pointsOfModels: ReadonlySet<string> = new Set(
  sampleModels().flatMap(({ header }) =>
    ((header.fields as Partial<LoggedModelFields>).metrics ?? []).map(({ runId, key }) => `${runId} ${key}`),
  ),
)
