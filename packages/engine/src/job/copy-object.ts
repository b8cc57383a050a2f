import {
  contentOf,
  contentOfSeal,
  type Header,
  isSealedAs,
  type Link,
  type LostContent,
  lacksLinks,
  type MetricChunk,
  MlferryError,
  type Part,
  type Ref,
  sealOf,
  type Writer,
  type Written,
} from '@mlferry/core'
import { sourceUriOf } from '../identity/source-uri-of.ts'
import type { Step } from '../plan/steps.ts'
import { type Outcome, type Problem, toProblem } from '../report/outcome.ts'
import { copyArtifacts } from './copy-artifacts.ts'
import { type Fitted, fitHeader } from './fit-header.ts'
import { lackedForGood } from './fixed-links.ts'
import type { Job } from './job.ts'
import { keepOverflow } from './keep-overflow.ts'

/** What others put into it would go with it. */
function sharedWithOthers(earlier: Written | undefined): readonly Problem[] {
  if (!earlier?.merged) return []
  const message = 'It is deleted at the source. At the target it also holds objects of other experiments, so it stays.'
  return [{ code: 'ERR_FIELDS_KEPT', message, hint: 'Delete it by hand if nobody needs these.' }]
}

interface Prepared {
  readonly missing: readonly Problem[]
  readonly cut: readonly Problem[]
  readonly pending: readonly Link[]
}

/** Takes one object through its way: open, content, artifacts, links, seal. Calls come one after the other. */
export class ObjectCopy implements AsyncDisposable {
  readonly step: Step
  readonly header: Header
  readonly #job: Job
  #fitted: Fitted | undefined
  #writer: Writer | undefined
  #prepared: Prepared | undefined
  #lacks: readonly Problem[] = []
  #files: Promise<readonly Problem[]> | undefined
  readonly #stop = new AbortController()
  #own: Promise<(chunk: MetricChunk) => MetricChunk> | undefined

  constructor(step: Step, header: Header, job: Job) {
    this.step = step
    this.header = header
    this.#job = job
  }

  get target() {
    return this.#writer?.ref ?? this.step.earlier?.target
  }

  async open(): Promise<Writer> {
    if (this.#writer) return this.#writer
    const { ids, target, targetLabel, source, signal, capabilities } = this.#job
    const { ref, scope } = this.header
    const carried = capabilities.kind(ref.kind)
    if (!carried)
      throw new MlferryError('ERR_KIND_NOT_HELD', `${targetLabel} does not hold objects of kind ${ref.kind}.`)
    const targetScope = scope && ids.get(scope)
    if (scope && !targetScope) {
      throw new MlferryError('ERR_SCOPE_FAILED', `Its ${scope.kind} ${scope.id} did not arrive.`)
    }
    this.#refuseWithoutNeeded()
    this.#job.idsInValues.countFields(this.header, carried)
    this.#fitted = fitHeader(this.header, carried)
    this.#refuseOtherName(this.#fitted.header)
    const { resolved: links } = await ids.resolve(this.header.links, signal)
    const { item, earlier, markFirst, apartFrom, viaTemporaryName } = this.step
    const mark = this.#mark
    const pointsOn = await this.#runsWithPoints()
    const opened = { key: item.key, earlier, scope: targetScope, links, pointsOn, sourceUri: sourceUriOf(source) }
    const header = { ...this.#fitted.header, fingerprint: this.#seal }
    this.#writer = await target.open(
      header,
      {
        ...opened,
        ...(mark ? { mark } : {}),
        ...(markFirst ? { markFirst } : {}),
        ...(apartFrom ? { apartFrom } : {}),
        ...(viaTemporaryName ? { viaTemporaryName } : {}),
      },
      signal,
    )
    ids.set(item.ref, this.#writer.ref)
    return this.#writer
  }

  async write(part: Part): Promise<void> {
    const writer = await this.open()
    if (part.type === 'rows') this.#job.idsInValues.countRows(part, this.#job.capabilities.kind(part.of.kind))
    if (part.type !== 'metrics') return writer.write(part)
    this.#own ??= this.#job.pointsElsewhere.ownOf(this.header.ref)
    const chunk = (await this.#own)(part.chunk)
    if (chunk.values.length > 0) await writer.write({ ...part, chunk: this.#rename(chunk) })
    this.#job.emit({ type: 'moved', points: part.chunk.values.length, files: 0, bytes: 0 })
  }

  /**
   * Copies the files while the rest of the content is read. Only of an object that is open, and new: what an earlier copy left may be
   * deleted at the target, and then each write to it first brings it back.
   */
  startFiles(): void {
    if (this.#files || !this.#writer || this.step.earlier) return
    const writer = this.#writer
    this.#files = this.#job.limits.early(() => this.#copyFiles(writer))
    // `prepare` hears of it.
    this.#files.catch(() => {})
  }

  /** What the source could not give of its content. */
  lack(losses: readonly LostContent[] = []): void {
    this.#lacks = losses.map(({ error }) => toProblem(error, error.code, 'Lost'))
  }

  /** Everything after the content, up to the seal. */
  async prepare(): Promise<Prepared> {
    this.#prepared ??= await this.#prepare()
    return this.#prepared
  }

  async finish(): Promise<{ outcome: Outcome; problems: readonly Problem[] }> {
    const { missing, cut, pending } = await this.prepare()
    const { earlier, mark } = this.step
    const writer = await this.open()
    // Without the mark a later job tries again what is missing.
    await writer.seal(missing.length > 0 || mark === 'none' ? undefined : this.#seal)
    if (writer.last) this.#job.last.push({ target: writer.ref, call: writer.last })
    if (pending.length > 0) this.#job.pending.push({ target: writer.ref, links: pending })
    const deletes = this.step.item.deleted && mark !== 'none'
    const shared = deletes && !earlier?.deleted ? sharedWithOthers(earlier) : []
    // One that is deleted there already and took no write is left as it is.
    if (deletes && shared.length === 0 && (writer.changed || !earlier?.deleted)) this.#job.removals.push(writer.ref)
    if (this.#isAnothers(writer)) this.#job.ids.forget(this.step.item.ref)
    const lost = (writer.losses ?? []).map((error) => toProblem(error, error.code, 'Lost'))
    const fixed = earlier ? await lackedForGood(writer.ref, earlier.pending, this.#job) : []
    const problems = [...missing, ...cut, ...shared, ...lost, ...fixed, ...this.#lossOfKind(writer, lost)]
    return { outcome: problems.length > 0 ? 'degraded' : this.#plainOutcome(writer), problems }
  }

  async #prepare(): Promise<Prepared> {
    const writer = await this.open()
    const missing = [...this.#lacks, ...(await (this.#files ?? this.#copyFiles(writer)))]
    const cut = await keepOverflow(this.#fitted, writer, this.#job.signal)
    const { resolved, pending } = await this.#job.ids.resolve(this.header.links, this.#job.signal)
    // Tags of ours tell what waits: an original gets none.
    const waiting = this.step.mark === 'none' ? [] : pending
    await writer.link(resolved, waiting)
    return { missing, cut, pending: waiting }
  }

  /** Of an object that came by another road and is as it was, with all links: only what no listing shows may be missing. */
  get #mark(): Step['mark'] {
    const { mark, earlier } = this.step
    const content = contentOfSeal(earlier?.sealed) ?? earlier?.content
    const isAsItWas = content !== undefined && content === contentOf(this.header)
    return mark === 'renew' && isAsItWas && !lacksLinks(earlier?.sealed, this.header) ? undefined : mark
  }

  /** What is equal on every road comes from the object as it is at the source. */
  get #seal(): string {
    const { fingerprint } = this.header
    const sealed = this.step.earlier?.sealed
    // A mark that is right stays, whichever release wrote it, and by whichever road the object came.
    const isRight = isSealedAs(sealed, { fingerprint }) || (this.step.mark === 'renew' && this.#mark === undefined)
    if (sealed !== undefined && isRight) return sealed
    return this.#job.capabilities.sealsContent ? sealOf(this.header) : fingerprint
  }

  #refuseWithoutNeeded(): void {
    const { kinds, failures, ids, capabilities } = this.#job
    const kind = kinds.find(({ name }) => name === this.header.ref.kind)
    const isThere = (ref: Ref) => ids.get(ref) !== undefined
    const { inOrder } = capabilities.kind(this.header.ref.kind) ?? {}
    if (kind) failures.refuseWithoutNeeded(this.step, { kind, inOrder, isThere })
  }

  async #copyFiles({ artifacts: to }: Writer): Promise<readonly Problem[]> {
    if (!to) return []
    const compare = this.step.earlier !== undefined
    const signal = AbortSignal.any([this.#job.signal, this.#stop.signal])
    return copyArtifacts(this.header, { to, compare }, { ...this.#job, signal })
  }

  /** What an object is recognised by is never changed on the way: the next job would not find it. */
  #refuseOtherName(fitted: Header): void {
    const { kinds, targetLabel } = this.#job
    const identity = kinds.find(({ name }) => name === fitted.ref.kind)?.identity
    if (typeof identity !== 'function' || identity(fitted) === identity(this.header)) return
    throw new MlferryError('ERR_NAME_REFUSED', `${targetLabel} refuses its name.`, {
      hint: 'Rename it at the source, or use a rename file.',
    })
  }

  /** Said once: not again of one that is there as it was, nor where the writer says it more exactly. */
  #lossOfKind({ changed }: Writer, lost: readonly Problem[]): readonly Problem[] {
    const [code, message] = ['ERR_KIND_DEGRADED', this.#job.capabilities.kind(this.header.ref.kind)?.degraded]
    const said = (this.step.earlier?.sealed !== undefined && !changed) || lost.some((problem) => problem.code === code)
    return message === undefined || said ? [] : [{ code, message }]
  }

  /** Somebody else's object of that name, which differs and stays: nothing that names the one means the other. */
  #isAnothers({ losses = [] }: Writer): boolean {
    const kind = this.#job.kinds.find(({ name }) => name === this.header.ref.kind)
    return this.step.earlier?.ours === false && !kind?.mergesByName && losses.length > 0
  }

  /** What stands at the target for the runs that have points of it, by whichever road they came. */
  async #runsWithPoints(): Promise<ReadonlyMap<string, string>> {
    const { ids, signal } = this.#job
    const runs = new Map<string, string>()
    for (const id of this.step.item.pointsOn) {
      const { resolved } = await ids.resolve([{ field: 'points', to: { kind: 'run', id } }], signal)
      for (const { to } of resolved) runs.set(id, to.id)
    }
    return runs
  }

  #plainOutcome(writer: Writer): Outcome {
    if (!this.step.earlier) return 'created'
    return writer.changed || writer.last ? 'updated' : 'unchanged'
  }

  #rename(chunk: MetricChunk): MetricChunk {
    const key = this.#fitted?.renamed.get('latestMetrics')?.get(chunk.key)
    return key === undefined ? chunk : { ...chunk, key }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#files?.catch(() => {})
    await this.#writer?.[Symbol.asyncDispose]()
  }
}
