import { createHash } from 'node:crypto'
import type { JsonObject } from '@mlferry/exact-json'
import type { ArtifactRoot } from '../contracts/artifact-root.ts'
import type { Capabilities } from '../contracts/capabilities.ts'
import type { Query, Source } from '../contracts/source.ts'
import type { Target } from '../contracts/target.ts'
import type { TargetJob } from '../contracts/target-job.ts'
import type { OpenContext, Writer } from '../contracts/writer.ts'
import type { Written, WrittenOptions } from '../contracts/written.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { ancestorsOfCopy, lineageOf } from '../mlflow/lineage.ts'
import type { AnyFields } from '../objects/any-fields.ts'
import { contentOf } from '../objects/content.ts'
import type { ExperimentFields } from '../objects/experiment.ts'
import { canonicalText } from '../objects/fingerprint.ts'
import { fingerprintOf } from '../objects/fingerprint-of.ts'
import type { Header, Listed } from '../objects/header.ts'
import type { MetricChunk } from '../objects/metric-chunk.ts'
import { modelVersionId } from '../objects/model-version.ts'
import type { Ancestor } from '../objects/origin.ts'
import type { Part } from '../objects/part.ts'
import { type Link, type Ref, refKey } from '../objects/ref.ts'
import type { Lifecycle } from '../objects/run.ts'
import { isSealedAsDeleted } from '../objects/seal.ts'
import { inTurn, memoryKinds, memoryScopes } from './memory-objects.ts'
import { filterUnsupported, isAskedFor } from './memory-query.ts'
import { MemoryRoot } from './memory-root.ts'

/** What stands on a copy of ours. */
interface MemoryMark {
  readonly ancestors: readonly Ancestor[]
  readonly sealed: string | undefined
  readonly pending: readonly Link[]
}

/** By their name. */
type Rows = ReadonlyMap<string, readonly JsonObject[]>

export interface ServedObject {
  readonly header: Header
  readonly points: ReadonlySet<string>
  readonly chunks: readonly MetricChunk[]
  readonly rows?: Rows
  readonly files: Map<string, Uint8Array>
  readonly mark: MemoryMark | undefined
  /** What went into it because it had its name. Absent: nothing. */
  readonly merged?: readonly Ancestor[]
}

export interface UserObject {
  /** What it holds of its kind's fields; the rest is as usual. */
  readonly fields?: object
  readonly scope?: Ref
  readonly links?: readonly Link[]
  readonly chunks?: readonly MetricChunk[]
  readonly files?: Readonly<Record<string, string>>
  /** Of a trace: whoever makes it gives its id. */
  readonly id?: string
}

/** Names are unique within an experiment. */
const heldByName: readonly string[] = ['scorer', 'labelSchema', 'reviewQueue']

/** Named alike by every server, and different at each. */
let clock = 1_700_000_000_000

/**
 * A server in memory, as MLflow's behave: it gives its own ids and creation times, names are unique, experiments and versions are
 * numbered in turn, a trace keeps its id, nothing that users made is deleted. Users make, change and purge objects; a job reads and
 * writes it as Source and Target.
 */
export class MemoryServer implements Source, Target, TargetJob {
  readonly label: string
  readonly objects = new Map<string, ServedObject>()
  /** Every write of a job: what was done to which object. */
  readonly writes: string[] = []
  readonly #numbers = new Map<string, number>()

  constructor(label: string) {
    this.label = label
    this.make('experiment', { fields: { name: 'Default' } })
  }

  /** As a user does. */
  make(kind: string, { fields = {}, scope, links = [], chunks = [], files = {}, id }: UserObject = {}): Ref {
    const ref = this.#newRef(kind, { fields, id })
    const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const)
    const own = { ...memoryKinds[kind]?.fields, ...fields, ...this.#numbered(ref), ...this.timeOf(kind) }
    const header = headerOf({ ref, ...(scope ? { scope } : {}), fields: own, links })
    const points = new Set(chunks.flatMap(pointsOf))
    this.objects.set(refKey(ref), { header, points, chunks, files: new Map(bytes), mark: undefined })
    return ref
  }

  /** As a user does. An experiment takes another name so, too. */
  change(ref: Ref, fields: object): void {
    const object = this.get(ref)
    this.#keep({ ...object, header: headerOf({ ...object.header, fields: { ...object.header.fields, ...fields } }) })
  }

  /** As a user does: other links, or more points. */
  set(ref: Ref, { links, chunks }: Pick<UserObject, 'links' | 'chunks'>): void {
    const object = this.get(ref)
    const told = chunks ? { chunks, points: new Set(chunks.flatMap(pointsOf)) } : {}
    const header = headerOf({ ...object.header, links: links ?? object.header.links })
    this.#keep({ ...object, ...told, header })
  }

  /** For good, as `mlflow gc` does, with what it holds. */
  purge(ref: Ref): void {
    this.objects.delete(refKey(ref))
    for (const { header } of [...this.objects.values()]) {
      if (header.scope && refKey(header.scope) === refKey(ref)) this.purge(header.ref)
    }
  }

  get(ref: Ref): ServedObject {
    const object = this.objects.get(refKey(ref))
    if (!object) throw new MlferryError('ERR_NOT_FOUND', `No ${ref.kind} ${ref.id} at ${this.label}`)
    return object
  }

  /** All of a kind, in the order in which they were made. */
  all(kind: string): readonly ServedObject[] {
    return [...this.objects.values()].filter(({ header }) => header.ref.kind === kind)
  }

  /** Everything that the server holds, marks too: equal when nothing was changed. */
  dump(): ReadonlyMap<string, string> {
    return new Map([...this.objects].map(([key, object]) => [key, textOf(object)]))
  }

  async capabilities(): Promise<Capabilities> {
    const fields = { creationTime: { lost: 'the target sets the time of the copy' } }
    return {
      sealsContent: true,
      kind(name) {
        const kind = Object.hasOwn(memoryKinds, name) ? memoryKinds[name] : undefined
        const { fixedLinks } = kind ?? {}
        return kind && { fields, ...inTurn(name), ...(fixedLinks ? { fixedLinks } : {}) }
      },
    }
  }

  async *list(kind: string, query: Query): AsyncGenerator<readonly Listed[]> {
    if (query.filter !== undefined) throw filterUnsupported(this.label)
    for (const object of this.all(kind)) if (isAskedFor(object.header, query)) yield [shown(object)]
  }

  batchSize(): number {
    return 10
  }

  async *read(batch: readonly Header[]): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      const { chunks, rows = new Map() } = this.get(ref)
      for (const chunk of chunks) yield { type: 'metrics', of: ref, chunk }
      for (const [name, each] of rows) yield { type: 'rows', of: ref, name, rows: each }
      yield { type: 'end', of: ref }
    }
  }

  async artifacts({ ref }: Header): Promise<ArtifactRoot | undefined> {
    return this.rootOf(ref)
  }

  /** It remembers nothing but what it holds, so it is every job itself. */
  async begin(): Promise<TargetJob> {
    return this
  }

  async *written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    _: AbortSignal,
    { originalsIn = () => false }: WrittenOptions = {},
  ): AsyncGenerator<readonly Written[]> {
    for (const object of this.all(kind)) {
      const { scope } = object.header
      if (scopes && !scopes.some(({ id }) => id === scope?.id)) continue
      if (memoryKinds[kind]?.marksOnly && !object.mark && !(scope && originalsIn(scope))) continue
      yield [toWritten(object)]
    }
  }

  async show({ target }: Pick<Written, 'target'>): Promise<Header | undefined> {
    const object = this.objects.get(refKey(target))
    return object && shown(object)
  }

  async find(kind: string, key: string): Promise<Written | undefined> {
    const isIt = ({ header, mark }: ServedObject) =>
      header.ref.id === key || mark?.ancestors.some(({ id }) => id === key) === true
    const found = this.all(kind).find(isIt)
    return found && toWritten(found)
  }

  async open(object: Header, context: OpenContext): Promise<Writer> {
    return new MemoryServerWriter(this.#take(object, context), { object, context, server: this })
  }

  async relink(target: Ref, resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    const object = this.get(target)
    const links = [...object.header.links, ...resolved.filter((link) => !isFixed(target, link))]
    this.put({
      ...object,
      header: headerOf({ ...object.header, links }),
      mark: object.mark && { ...object.mark, pending },
    })
  }

  async noteMerged(target: Ref, merged: readonly Ancestor[]): Promise<void> {
    const object = this.get(target)
    this.put({ ...object, merged: [...(object.merged ?? []), ...merged] })
    this.writes.push(`note on ${target.kind} ${target.id}`)
  }

  async remove(target: Ref): Promise<void> {
    const holds = ({ header }: ServedObject) => header.scope?.id === target.id
    if (target.kind === 'experiment' && this.all('run').some((run) => !run.mark && holds(run) && !isDeleted(run)))
      throw new MlferryError('ERR_FIELDS_KEPT', `The experiment ${target.id} of ${this.label} holds runs of users.`)
    this.setLifecycle(target, 'deleted')
  }

  /** As MLflow does: the runs of an experiment go and come with it. */
  setLifecycle(ref: Ref, lifecycle: Lifecycle): void {
    const object = this.get(ref)
    this.put({ ...object, header: headerOf({ ...object.header, fields: { ...object.header.fields, lifecycle } }) })
    for (const { header } of ref.kind === 'experiment' ? this.all('run') : []) {
      if (header.scope?.id === ref.id) this.setLifecycle(header.ref, lifecycle)
    }
  }

  async complete(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  /** A write of a job: noted where it changes anything. True: it did. */
  put(object: ServedObject): boolean {
    const { ref } = object.header
    const known = this.objects.get(refKey(ref))
    const before = known && textOf(known)
    this.#keep(object)
    const changed = textOf(object) !== before
    if (changed) this.writes.push(`${before === undefined ? 'create' : 'change'} ${ref.kind} ${ref.id}`)
    return changed
  }

  #keep(object: ServedObject): void {
    this.objects.set(refKey(object.header.ref), object)
  }

  #take(object: Header, { earlier, scope }: OpenContext): ServedObject | undefined {
    const { kind } = object.ref
    const { name, version } = object.fields
    if (earlier && !earlier.ours && version !== undefined) throw numberTaken(`${name}/${version}`)
    if (earlier) return this.#takeUp(object, earlier)
    if (scope?.kind === 'experiment' && isDeleted(this.get(scope)))
      throw new MlferryError('ERR_EXPERIMENT_DELETED', `The experiment ${scope.id} at ${this.label} is deleted.`)
    if (memoryScopes[kind] && !scope)
      throw new MlferryError('ERR_SCOPE_FAILED', `${kind} ${object.ref.id} has no place.`)
    const scoped = this.all(kind).filter(({ header }) => header.scope?.id === scope?.id)
    const numbers = scoped.map(({ header }) => header.fields.version ?? 0)
    if (version !== undefined && version <= Math.max(0, ...numbers)) throw numberTaken(`${name}/${version}`)
    const isNamed = memoryKinds[kind]?.named || heldByName.includes(kind)
    const taken = version === undefined && isNamed && scoped.find((each) => nameOf(each) === name)
    if (taken) throw new MlferryError('ERR_NAME_TAKEN', `${this.label} has a ${kind} '${name}'.`)
    const elsewhere = kind === 'trace' && this.objects.get(refKey(object.ref))
    if (elsewhere) throw new MlferryError('ERR_TRACE_ELSEWHERE', `${this.label} has this trace elsewhere.`)
    return undefined
  }

  /** A deleted experiment takes nothing. */
  #takeUp({ ref, fields }: Header, { target, ours, sealed }: Written): ServedObject {
    if (ref.kind === 'experiment' && isDeleted(this.get(target))) {
      const experiment = fields as ExperimentFields
      if (!ours || (experiment.lifecycle !== 'deleted' && !isSealedAsDeleted(sealed, experiment)))
        throw new MlferryError('ERR_EXPERIMENT_DELETED', `The experiment ${target.id} at ${this.label} is deleted.`)
      this.setLifecycle(target, 'active')
    }
    return this.get(target)
  }

  /** The id that this server gives to a new object. */
  newRef(object: Header): Ref {
    return this.#newRef(object.ref.kind, {
      fields: object.fields,
      id: object.ref.kind === 'trace' ? object.ref.id : undefined,
    })
  }

  #newRef(kind: string, { fields, id }: { readonly fields: AnyFields; readonly id: string | undefined }): Ref {
    const { name = '', version } = fields
    if (id !== undefined) return { kind, id }
    if (kind === 'registeredModel' || kind === 'prompt') return { kind, id: name }
    if (kind === 'modelVersion' || kind === 'promptVersion') {
      return { kind, id: modelVersionId(name, version ?? this.#nextVersion(kind, name)) }
    }
    const number = this.#numbers.get(kind) ?? 0
    this.#numbers.set(kind, number + 1)
    if (kind === 'experiment') return { kind, id: String(number) }
    const hex = createHash('sha256').update(`${this.label}\n${kind}\n${number}`).digest('hex').slice(0, 32)
    return { kind, id: kind === 'loggedModel' ? `m-${hex}` : kind === 'trace' ? `tr-${hex}` : hex }
  }

  #nextVersion(kind: string, name: string): number {
    const numbers = this.all(kind)
      .map(({ header }) => header.fields as { readonly name: string; readonly version: number })
      .flatMap((fields) => (fields.name === name ? [fields.version] : []))
    return Math.max(0, ...numbers) + 1
  }

  #numbered({ kind, id }: Ref): { readonly version?: number } {
    return kind === 'modelVersion' || kind === 'promptVersion'
      ? { version: Number(id.slice(id.lastIndexOf('/') + 1)) }
      : {}
  }

  #root({ header: { ref }, files }: ServedObject): ArtifactRoot {
    return new MemoryRoot(files, () => this.writes.push(`file ${ref.kind} ${ref.id}`))
  }

  /** The files of an object that a job writes. */
  rootOf(ref: Ref): ArtifactRoot | undefined {
    return holdsFiles(this.get(ref)) ? this.#root(this.get(ref)) : undefined
  }

  /** Of an object that is made now. */
  timeOf(kind: string): { readonly creationTime?: number } {
    return Object.hasOwn(memoryKinds[kind]?.fields ?? {}, 'creationTime') ? { creationTime: clock++ } : {}
  }
}

interface Writing {
  readonly object: Header
  readonly context: OpenContext
  readonly server: MemoryServer
}

/** Creates on opening, as a server does; the rest comes with the seal. */
class MemoryServerWriter implements Writer {
  readonly ref: Ref
  readonly losses: MlferryError[] = []
  last: (() => Promise<void>) | undefined
  changed = false
  readonly #writing: Writing
  readonly #own: boolean
  #links: readonly Link[]
  #pending: readonly Link[] = []
  #chunks: MetricChunk[] = []
  readonly #rows = new Map<string, readonly JsonObject[]>()

  constructor(there: ServedObject | undefined, writing: Writing) {
    const { object, context, server } = writing
    this.#writing = writing
    this.#own = context.earlier?.ours ?? true
    this.#links = context.links
    this.ref = there?.header.ref ?? server.newRef(object)
    if (there) {
      this.changed = this.ref.kind === 'experiment' && context.earlier?.deleted === true && !isDeleted(there)
      return
    }
    const fields = {
      ...memoryKinds[this.ref.kind]?.fields,
      ...begun(this.ref.kind, object.fields),
      ...server.timeOf(this.ref.kind),
    }
    const { scope } = context
    const header = headerOf({ ref: this.ref, ...(scope ? { scope } : {}), fields, links: context.links })
    const mark = { ancestors: ancestorsOfCopy(object, context.sourceUri), sealed: undefined, pending: [] }
    this.changed = server.put({ header, points: new Set(), chunks: [], files: new Map(), mark })
  }

  get artifacts(): ArtifactRoot | undefined {
    return this.#writing.server.rootOf(this.ref)
  }

  async write(part: Part): Promise<void> {
    if (part.type === 'metrics') this.#chunks.push(part.chunk)
    if (part.type === 'rows') this.#rows.set(part.name, [...(this.#rows.get(part.name) ?? []), ...part.rows])
  }

  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#links = resolved
    this.#pending = pending
  }

  async seal(sealed: string | undefined): Promise<void> {
    const { object, context, server } = this.#writing
    const there = server.get(this.ref)
    if (this.#leaves(there)) {
      this.losses.push(new MlferryError('ERR_NAME_TAKEN', `Another ${this.ref.kind} of that name stays as it is.`))
      return
    }
    const { creationTime } = there.header.fields
    const own = { ...undeleted(object.fields), ...(creationTime === undefined ? {} : { creationTime }) }
    const fields = this.#own ? updated(there.header.fields, own) : merged(there.header.fields, object.fields)
    const links = this.#own ? linksNow(there.header, this.#links) : withMore(there.header, this.#links)
    const { placed, homeless } = await withOwnRuns(fields, server, context.pointsOn)
    const header = headerOf({ ...there.header, fields: this.#withFreeName(placed, there, sealed), links })
    const fresh = this.#chunks.filter((chunk) => pointsOf(chunk).some((point) => !there.points.has(point)))
    const points = new Set([...there.points, ...fresh.flatMap(pointsOf)])
    const mark = this.#markOf(there, object, context, homeless > 0 || this.last ? undefined : sealed)
    const rows = this.#rows.size > 0 ? { rows: this.#rows } : {}
    const sealedNow = { ...there, header, points, chunks: [...there.chunks, ...fresh], ...rows, mark }
    // What is deleted is restored by the first write, and only by that.
    if (server.put(isDeleted(there) ? restoredByWrite(there, sealedNow) : sealedNow)) this.changed = true
    const kept = this.#own ? [] : differingEntries(there.header.fields, object.fields)
    if (!this.#own && this.ref.kind === 'experiment' && nameOf(there) !== nameOf({ ...there, header: object }))
      kept.push('name')
    if (kept.length > 0) this.losses.push(new MlferryError('ERR_FIELDS_KEPT', `It keeps its own ${kept.join(', ')}.`))
    if (homeless > 0) this.losses.push(new MlferryError('ERR_POINTS_WITHOUT_RUN', `${homeless} points have no place.`))
  }

  /** The name of another experiment stays there; one that is still to become free comes in the end. */
  #withFreeName(fields: object, there: ServedObject, sealed: string | undefined): object {
    const { context, server } = this.#writing
    const { name } = fields as { readonly name?: string }
    if (this.ref.kind !== 'experiment' || name === nameOf(there)) return fields
    if (context.viaTemporaryName) {
      this.last = async () => {
        const now = server.get(this.ref)
        const header = headerOf({ ...now.header, fields: { ...now.header.fields, name } })
        server.put({ ...now, header, mark: now.mark && { ...now.mark, sealed } })
      }
      return { ...fields, name: `renaming ${this.ref.id}` }
    }
    if (!server.all('experiment').some((each) => each.header.ref.id !== this.ref.id && nameOf(each) === name))
      return fields
    this.losses.push(new MlferryError('ERR_NAME_TAKEN', `Another experiment has the name ${name}.`))
    return { ...fields, name: nameOf(there) }
  }

  /** Somebody else's object of that name, which says something else. */
  #leaves({ header }: ServedObject): boolean {
    return !this.#own && heldByName.includes(this.ref.kind) && contentOf(header) !== contentOf(this.#writing.object)
  }

  #markOf({ mark }: ServedObject, object: Header, { mark: rule, sourceUri }: OpenContext, sealed: string | undefined) {
    if (rule === 'none') return mark
    const ancestors = mark && rule !== 'renew' ? mark.ancestors : ancestorsOfCopy(object, sourceUri)
    return { ancestors, sealed, pending: this.#pending }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** A header is never changed, and each is asked for many times. */
const headerTexts = new WeakMap<Header, string>()

function textOf({ header, points, rows, files, mark, merged }: ServedObject): string {
  const text = headerTexts.get(header) ?? canonicalText(header)
  headerTexts.set(header, text)
  const content = { points: [...points].sort(), rows, files: [...files.keys()].sort() }
  return `${text}\n${canonicalText({ ...content, mark, merged })}`
}

function isDeleted({ header }: ServedObject): boolean {
  return header.fields.lifecycle === 'deleted'
}

/** As MLflow makes a new one: its status and its points come with the seal. */
function begun(kind: string, fields: object): object {
  const open: Readonly<Record<string, object>> = {
    run: { status: 'RUNNING', endTime: null },
    loggedModel: { status: 'PENDING', metrics: [] },
  }
  return { ...undeleted(fields), ...open[kind] }
}

/** Deletions come in the end. */
function undeleted(fields: object): object {
  return Object.hasOwn(fields, 'lifecycle') ? { ...fields, lifecycle: 'active' } : fields
}

function restoredByWrite(there: ServedObject, now: ServedObject): ServedObject {
  const header = headerOf({ ...now.header, fields: { ...now.header.fields, lifecycle: 'deleted' } })
  return textOf({ ...now, header }) === textOf(there) ? there : now
}

/** Those of a version that was made of a model, or of files of a run, are there. */
function holdsFiles({ header: { ref, links } }: ServedObject): boolean {
  if (ref.kind === 'modelVersion') return !links.some(({ field }) => field === 'model' || field === 'files')
  return ref.kind === 'run' || ref.kind === 'loggedModel'
}

function isFixed({ kind }: Ref, { field }: Link): boolean {
  return memoryKinds[kind]?.fixedLinks?.includes(field) === true
}

/** What was not told when the object was made is never told. */
function linksNow(there: Header, given: readonly Link[]): readonly Link[] {
  const { ref, links } = there
  if (memoryKinds[ref.kind]?.linksGrow) return withMore(there, given)
  return [...links.filter((link) => isFixed(ref, link)), ...given.filter((link) => !isFixed(ref, link))]
}

function withMore({ ref, links }: Header, given: readonly Link[]): readonly Link[] {
  if (!memoryKinds[ref.kind]?.linksGrow) return links
  const known = new Set(links.map(({ field, to }) => `${field} ${to.id}`))
  return [...links, ...given.filter(({ field, to }) => !known.has(`${field} ${to.id}`))]
}

/** The points of a logged model are points of runs of this server. */
async function withOwnRuns(
  fields: object,
  server: MemoryServer,
  pointsOn: OpenContext['pointsOn'],
): Promise<{ readonly placed: object; readonly homeless: number }> {
  const { metrics } = fields as { readonly metrics?: readonly { readonly runId: string }[] }
  if (!metrics) return { placed: fields, homeless: 0 }
  const found = await Promise.all(metrics.map(({ runId }) => server.find('run', runId)))
  const known = metrics.flatMap((each, at) => {
    const id = pointsOn?.get(each.runId) ?? found[at]?.target.id
    return id === undefined ? [] : [{ ...each, runId: id }]
  })
  return { placed: { ...fields, metrics: known }, homeless: metrics.length - known.length }
}

type Described = { readonly description?: string; readonly tags?: ReadonlyMap<string, string> }

/** As calls set it: a tag that is gone at the source stays. */
function updated(there: object, own: object): object {
  const [before, after] = [there as Described, own as Described]
  return after.tags ? { ...own, tags: new Map([...(before.tags ?? []), ...after.tags]) } : own
}

/** With what it lacks. */
function merged(there: object, object: object): object {
  const [own, other] = [there as Described, object as Described]
  const tags = own.tags && other.tags ? { tags: new Map([...other.tags, ...own.tags]) } : {}
  return { ...there, ...tags, ...(own.description === '' ? { description: other.description } : {}) }
}

function differingEntries(there: object, object: object): string[] {
  const [own, other] = [there as Described, object as Described]
  const tags = [...(other.tags ?? [])].filter(([key, value]) => own.tags?.has(key) && own.tags.get(key) !== value)
  const text = own.description && other.description && own.description !== other.description ? ['description'] : []
  return [...text, ...tags.map(([key]) => `tags.${key}`)]
}

function headerOf({ ref, scope, fields, links }: Pick<Header, 'ref' | 'scope' | 'fields' | 'links'>): Header {
  return { ref, ...(scope ? { scope } : {}), fields, links, fingerprint: fingerprintOf({ ref, fields, links }) }
}

function shown({ header, mark, merged }: ServedObject): Header {
  return { ...header, ...lineageOf(mark?.ancestors ?? []), ...(merged ? { merged } : {}) }
}

function toWritten({ header, mark, merged }: ServedObject): Written {
  const { ref, scope, fields } = header
  const { creationTime, lifecycle } = fields as { readonly creationTime: number; readonly lifecycle?: string }
  const named = heldByName.includes(ref.kind) || memoryKinds[ref.kind]?.named
  const name = ref.kind.endsWith('Version') ? ref.id : (fields as { readonly name: string }).name
  const source = mark?.ancestors[0]?.id
  const content = contentOf(header)
  return {
    key: named ? keyOf(ref, name) : ref.kind === 'trace' ? ref.id : (source ?? ref.id),
    target: ref,
    ...(scope ? { scope } : {}),
    ours: mark !== undefined,
    ...(mark ? { ancestors: mark.ancestors } : {}),
    ...(source === undefined ? {} : { source }),
    ...(merged ? { merged } : {}),
    ...(memoryKinds[ref.kind]?.named ? { created: creationTime } : {}),
    ...(content === undefined ? {} : { content, links: header.links }),
    ...(ref.kind === 'experiment' && ref.id === '0' ? { builtIn: true as const } : {}),
    sealed: mark?.sealed,
    deleted: lifecycle === 'deleted',
    pending: mark?.pending ?? [],
  }
}

/** Case does not count in names of review queues. */
function keyOf({ kind }: Ref, name: string): string {
  return kind === 'reviewQueue' ? name.toLowerCase() : name
}

function nameOf({ header }: ServedObject): string | undefined {
  return header.fields.name
}

function pointsOf({ key, values, steps, timestamps }: MetricChunk): string[] {
  return [...values].map((value, at) => `${key} ${value} ${steps[at]} ${timestamps[at]}`)
}

function numberTaken(id: string): MlferryError {
  return new MlferryError('ERR_VERSION_NUMBER_TAKEN', `The number of ${id} is taken.`)
}
