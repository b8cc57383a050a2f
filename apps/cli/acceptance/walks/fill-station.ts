import type { Link, MetricChunk, Ref } from '@mlferry/core'
import type { MemoryServer, ServedObject } from '@mlferry/core/testing'
import type { ChangeStep } from './walk.ts'

/** Runs and traces start within ten days from here: all that servers make themselves is later. */
export const firstDay = 1_600_000_000_000
export const day = 86_400_000

const keys = ['loss', 'auc']

/** Names that experiments of both sources get. */
export const clashing = ['churn', 'retention', 'loss']

/** A server as a user fills and changes it. Each object says in some field of its kind who it is, in all the world. */
export class FilledStation {
  readonly server: MemoryServer
  #count = 0

  constructor(server: MemoryServer) {
    this.server = server
  }

  /** One of everything, with links, under names that the other source has too. */
  fill(): void {
    const { name } = this
    const churn = this.#make('experiment', { name: 'churn' })
    const own = this.#make('experiment', { name: `only ${name}` })
    const train = this.#run(churn, 1)
    const model = this.#make(
      'loggedModel',
      { name: 'm', metrics: [] },
      { scope: churn, links: [to('sourceRun', train)] },
    )
    this.#link(train, to('modelOutputs', model))
    const measure = this.#run(own, 5, [to('parent', train), to('modelInputs', model)])
    this.#measure(model, measure)
    this.#run(churn, 8, [to('parent', train)], 'RUNNING')
    this.#make('loggedModel', { name: 'alone', metrics: [] }, { scope: own })
    for (const registered of ['churn', `only ${name}`]) {
      const scope = this.#make('registeredModel', { name: registered })
      const links = [to('run', train), to('model', model)]
      this.#make('modelVersion', { name: registered }, { scope, links })
      this.#make('modelVersion', { name: registered }, { scope, links: [to('run', measure)] })
    }
    const ask = this.#make('prompt', { name: 'ask' }, { links: [to('experiments', churn)] })
    const first = this.#make('promptVersion', { name: 'ask' }, { scope: ask, links: [to('runs', train)] })
    this.#make('promptVersion', { name: 'ask' }, { scope: ask })
    this.#make('evaluationDataset', { name: 'golden' }, { links: [to('experiments', churn)] })
    const issue = this.#make('issue', { name: 'slow' }, { scope: churn, links: [to('sourceRun', measure)] })
    const trace = this.#trace(churn, 2, [to('sourceRun', train), to('prompts', first), to('model', model)])
    this.#trace(own, 6, [to('runs', measure), to('issues', issue)])
    this.#make('scorer', { name: 'judge' }, { scope: churn })
    const schema = this.#make('labelSchema', { name: 'good' }, { scope: churn })
    const items = [{ type: 'TRACE', id: trace.id, status: 'PENDING', completedBy: '' }]
    this.#make('reviewQueue', { name: 'queue', items }, { scope: churn, links: [to('schemas', schema)] })
  }

  get name(): string {
    return this.server.label.slice(-1)
  }

  change({ change, pick }: Pick<ChangeStep, 'change' | 'pick'>): void {
    const runs = this.#own('run')
    const some = (all: readonly ServedObject[]) => all[pick % all.length]?.header
    const experiment = some(this.server.all('experiment').filter(({ header }) => header.ref.id !== '0'))
    const inExperiment = experiment && (experiment.fields as Deletable).lifecycle === 'active' ? experiment : undefined
    const run = some(runs)
    const open = some(runs.filter(({ header }) => (header.fields as Deletable).status === 'RUNNING'))
    const number = ++this.#count
    if (change === 'new run' && inExperiment) {
      this.#run(inExperiment.ref, pick, run ? [to('parent', run.ref)] : [], pick % 2 ? 'RUNNING' : 'FINISHED')
    }
    if (change === 'finish run' && open) this.#log(open.ref, { status: 'FINISHED' })
    if (change === 'log point' && run) this.#log(run.ref, {})
    if (change === 'new logged model' && inExperiment && run) {
      const links = [to('sourceRun', run.ref)]
      const model = this.#make('loggedModel', { name: 'new', metrics: [] }, { scope: inExperiment.ref, links })
      this.#link(run.ref, to('modelOutputs', model))
    }
    if (change === 'new version') {
      const scope = some(this.server.all('registeredModel'))
      const links = run ? [to('run', run.ref)] : []
      if (scope) this.#make('modelVersion', { name: scope.ref.id }, { scope: scope.ref, links })
    }
    if (change === 'new prompt version') {
      const scope = some(this.server.all('prompt'))
      if (scope) this.#make('promptVersion', { name: scope.ref.id }, { scope: scope.ref })
    }
    if (change === 'new trace' && inExperiment)
      this.#trace(inExperiment.ref, pick, run ? [to('sourceRun', run.ref)] : [])
    if (change === 'new tag') {
      const object = some(
        ['run', 'experiment', 'registeredModel', 'modelVersion', 'loggedModel', 'trace'].flatMap((kind) =>
          this.#own(kind),
        ),
      )
      const { tags } = (object?.fields ?? {}) as { readonly tags?: ReadonlyMap<string, string> }
      if (object && tags)
        this.server.change(object.ref, { tags: new Map([...tags, [`new ${this.name} ${number}`, '1']]) })
    }
    const mine = some(this.#own('experiment'))
    const name = clashing[pick % (clashing.length + 1)] ?? `new ${this.name} ${number}`
    const isFree = !this.server.all('experiment').some(({ header }) => (header.fields as Deletable).name === name)
    if (change === 'rename experiment' && mine && isFree) this.server.change(mine.ref, { name })
    if (change === 'new experiment' && isFree) this.#run(this.#make('experiment', { name }), pick)
    if (change === 'delete experiment' && mine) {
      // A run that goes on would be looked at again by every pass, and for that its experiment restored.
      for (const { header } of this.server.all('run')) {
        const { status } = header.fields as Deletable
        if (header.scope?.id === mine.ref.id && status === 'RUNNING')
          this.server.change(header.ref, { status: 'FINISHED' })
      }
      this.server.setLifecycle(mine.ref, 'deleted')
    }
    if (change === 'restore experiment' && mine) this.server.setLifecycle(mine.ref, 'active')
    if (change === 'delete run' && run) this.server.setLifecycle(run.ref, 'deleted')
    if (change === 'restore run' && run && this.#isActive(run.scope)) this.server.setLifecycle(run.ref, 'active')
  }

  #isActive(ref: Ref | undefined): boolean {
    return ref !== undefined && (this.server.get(ref).header.fields as Deletable).lifecycle !== 'deleted'
  }

  /** What users made here. */
  #own(kind: string): readonly ServedObject[] {
    return this.server.all(kind).filter(({ header, mark }) => !mark && header.ref.id !== '0')
  }

  #make(kind: string, fields: object, { scope, links = [] }: { scope?: Ref; links?: readonly Link[] } = {}): Ref {
    const who = `${this.name} ${kind} ${this.#count++}`
    const told: Readonly<Record<string, object>> = {
      issue: { description: who },
      scorer: { versions: [{ version: 1, serialized: who, creationTime: 1 }] },
      labelSchema: { instruction: who },
      reviewQueue: { createdBy: who },
    }
    const id = kind === 'trace' ? { id: `tr-${who}` } : {}
    const files = kind === 'run' || kind === 'loggedModel' ? { files: { 'a.txt': who } } : {}
    const all = { ...(told[kind] ?? { tags: new Map([['who', who]]) }), ...fields }
    return this.server.make(kind, { fields: all, ...(scope ? { scope } : {}), links, ...files, ...id })
  }

  #run(scope: Ref, at: number, links: readonly Link[] = [], status = 'FINISHED'): Ref {
    const ref = this.#make('run', { name: 'run', status, startTime: firstDay + at * day }, { scope, links })
    this.#log(ref, {})
    return ref
  }

  #trace(scope: Ref, at: number, links: readonly Link[]): Ref {
    return this.#make('trace', { requestTime: firstDay + at * day }, { scope, links })
  }

  #link(ref: Ref, link: Link): void {
    const { header } = this.server.get(ref)
    this.server.set(ref, { links: [...header.links, link] })
  }

  #log(ref: Ref, fields: object): void {
    const { header, chunks } = this.server.get(ref)
    const { latestMetrics } = header.fields as { readonly latestMetrics: ReadonlyMap<string, object> }
    const step = chunks.length
    const chunk = { key: keys[0] ?? '', values: [this.#count++], step }
    this.server.set(ref, { chunks: [...chunks, metricChunk(chunk)] })
    const latest = { value: chunk.values[0], timestamp: 1n, step: BigInt(step) }
    this.server.change(ref, { ...fields, latestMetrics: new Map([...latestMetrics, [chunk.key, latest]]) })
  }

  /** A point of the model, which is one of the run too. */
  #measure(model: Ref, run: Ref): void {
    const value = this.#count++
    const { chunks } = this.server.get(run)
    this.server.set(run, { chunks: [...chunks, metricChunk({ key: 'auc', values: [value], step: 0 })] })
    const { latestMetrics } = this.server.get(run).header.fields as {
      readonly latestMetrics: ReadonlyMap<string, object>
    }
    const point = { value, timestamp: 1n, step: 0n }
    this.server.change(run, { latestMetrics: new Map([...latestMetrics, ['auc', point]]) })
    this.server.change(model, { metrics: [{ key: 'auc', runId: run.id, ...point, dataset: null }] })
  }
}

interface Deletable {
  readonly name?: string
  readonly lifecycle?: string
  readonly status?: string
}

function to(field: string, ref: Ref): Link {
  return { field, to: ref }
}

function metricChunk({ key, values, step }: { key: string; values: readonly number[]; step: number }): MetricChunk {
  return {
    key,
    values: Float64Array.from(values),
    steps: BigInt64Array.from(values.map(() => BigInt(step))),
    timestamps: BigInt64Array.from(values.map(() => 1n)),
  }
}
