import { randomInt } from 'node:crypto'
import type { Header, Link, LoggedModelMetric, OpenContext, Ref, Writer } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import { objectKinds } from '../kinds/object-kinds.ts'
import { verify } from '../verify/verify.ts'

const rounds = 30
const seeds = process.env.MLFERRY_TEST_SEED
  ? [Number(process.env.MLFERRY_TEST_SEED)]
  : Array.from({ length: rounds }, () => randomInt(2 ** 31))

test.each(seeds)('windows cut anywhere, in any order, end as one copy (seed %i)', async (seed) => {
  const random = randomOf(seed)
  const [source, whole, target] = [sample(random), new StrictStore('whole'), new StrictStore('target')]
  await copy({ source, target: whole, selection: { includeDeleted: true } })
  const cuts = Array.from({ length: 1 + random(4) }, () => random(100)).sort((a, b) => a - b)
  const edges = [undefined, ...new Set(cuts), undefined]
  const windows = edges.slice(1).map((until, at) => ({
    ...(edges[at] === undefined ? {} : { since: edges[at] }),
    ...(until === undefined ? {} : { until }),
  }))

  for (const window of shuffled(windows, random)) {
    const selection = { ...window, includeDeleted: true }
    await copy({ source, target, selection })
    expect(await verify({ source, target, selection, level: 'counts' })).toMatchObject({ differences: [] })
  }

  expect(target.violations).toEqual([])
  expect(contentOf(target)).toEqual(contentOf(whole))
  const { writes } = target
  const { kinds, waiting, pending } = await copy({ source, target, selection: { includeDeleted: true } })
  expect({ writes: target.writes, waiting, pending }).toEqual({ writes, waiting: [], pending: [] })
  expect(Object.values(kinds).every(({ created, updated }) => created + updated === 0)).toBe(true)
})

test.each(seeds.slice(0, 10))(
  'each window leaves a deleted experiment deleted, with runs that may still change (seed %i)',
  async (seed) => {
    const random = randomOf(seed)
    const [source, target] = [sample(random), new StrictStore('target')]
    const inD = { kind: 'experiment', id: 'D' }
    const fill = (lifecycle: string, times: readonly number[]) => {
      source.add(header('experiment', 'D', { fields: { lifecycle }, fingerprint: `D ${lifecycle}` }))
      for (const [at, startTime] of times.entries()) {
        const fields = { lifecycle, status: at === 0 ? 'FINISHED' : 'RUNNING', startTime }
        source.add(header('run', `of D ${at}`, { scope: inD, fields, fingerprint: `${at} ${lifecycle}` }))
      }
    }
    const times = [random(100), random(100), random(100)]
    const cut = random(100)
    // Deleted before the first window, or after it.
    fill(random(2) === 0 ? 'deleted' : 'active', times)

    for (const window of shuffled([{ until: cut }, { since: cut }, {}, {}], random)) {
      const { unsettled } = await copy({ source, target, selection: { ...window, includeDeleted: true } })
      fill('deleted', times)
      expect(unsettled).toEqual([])
      expect(undeleted(target)).toEqual([])
    }

    expect(target.violations).toEqual([])
    expect([...target.objects.values()].filter(({ header: { copyOf } }) => copyOf === 'D')).toHaveLength(1)
  },
)

/** What is deleted at the source, and not here. */
function undeleted(store: MemoryStore): string[] {
  return [...store.objects.values()].flatMap(({ header: { copyOf = '', fields }, written: { removed } }) =>
    (fields as { readonly lifecycle?: string }).lifecycle === 'deleted' && !removed ? [copyOf] : [],
  )
}

test('what waits is named by kind, and comes with the window that brings what it needs', async () => {
  const source = new StrictStore('source')
  const target = new StrictStore('target')
  const inA = { kind: 'experiment', id: 'A' }
  source.add(header('experiment', 'A'))
  source.add(header('run', 'old', { scope: inA, fields: { startTime: 1 } }))
  source.add(header('run', 'new', { scope: inA, fields: { startTime: 9 } }))
  source.add(header('registeredModel', 'churn'))
  for (const [version, run] of [
    [1, 'old'],
    [2, 'new'],
  ] as const) {
    const fields = { name: 'churn', version, creationTime: 1 }
    const scope = { kind: 'registeredModel', id: 'churn' }
    source.add(header('modelVersion', `churn/${version}`, { scope, fields, links: [link('run', 'run', run)] }))
  }

  const recent = await copy({ source, target, selection: { since: 5 } })
  expect(recent.kinds).toMatchObject({ run: { created: 1 }, modelVersion: { created: 0 } })
  expect(recent.waiting).toEqual([
    { kind: 'modelVersion', needs: 'run', count: 1, windowed: true },
    { kind: 'modelVersion', needs: 'modelVersion', count: 1, windowed: true },
  ])
  const older = await copy({ source, target, selection: { until: 5 } })
  expect(older).toMatchObject({ kinds: { run: { created: 1 }, modelVersion: { created: 2 } }, waiting: [] })
})

test('a deleted run comes along with the version that names it', async () => {
  const [source, target] = [new StrictStore('source'), new StrictStore('target')]
  const inA = { kind: 'experiment', id: 'A' }
  source.add(header('experiment', 'A', { fields: { lifecycle: 'deleted' } }))
  source.add(header('run', 'gone', { scope: inA, fields: { lifecycle: 'deleted', startTime: 1 } }))
  source.add(header('registeredModel', 'churn'))
  const scope = { kind: 'registeredModel', id: 'churn' }
  const fields = { name: 'churn', version: 1 }
  source.add(header('modelVersion', 'churn/1', { scope, fields, links: [link('run', 'run', 'gone')] }))

  const report = await copy({ source, target })

  expect(report.kinds).toMatchObject({ experiment: { created: 1 }, run: { created: 1 }, modelVersion: { created: 1 } })
  expect(report.along).toContainEqual({ kind: 'run', because: 'modelVersion', count: 1 })
  expect(target.violations).toEqual([])
})

/** As a server: what is named at the creation cannot be named later, numbers are given in turn, points need their run. */
class StrictStore extends MemoryStore {
  readonly violations: string[] = []

  override async open(object: Header, context: OpenContext): Promise<Writer> {
    const { ref, links, fields } = object
    const kind = objectKinds.find(({ name }) => name === ref.kind)
    const holder = context.scope && this.objects.get(context.scope.id)
    if (holder?.written.removed) this.violations.push(`${ref.id} came into the deleted ${holder.header.copyOf}`)
    if (!context.earlier) {
      for (const { field, to } of links) {
        const lacks = kind?.links[field]?.at === 'open' && !context.links.some((each) => each.field === field)
        if (lacks) this.violations.push(`${ref.id} was made without its ${field} ${to.id}`)
      }
    }
    const {
      metrics = [],
      name,
      version = 1,
    } = fields as Partial<{ metrics: LoggedModelMetric[]; name: string; version: number }>
    for (const { runId } of metrics) if (!this.#copyOf(runId)) this.violations.push(`${ref.id} came before ${runId}`)
    if (ref.kind === 'modelVersion') {
      for (let number = 1; number < version; number++) {
        if (!this.#copyOf(`${name}/${number}`)) this.violations.push(`${ref.id} came before ${number}`)
      }
    }
    return super.open(object, context)
  }

  #copyOf(id: string): boolean {
    return [...this.objects.values()].some(({ header: each }) => each.copyOf === id)
  }
}

/** Of each object: where it belongs and what it names, by ids of the source. */
function contentOf(store: MemoryStore) {
  const objects = [...store.objects.values()]
  const sourceOf = (ref: Ref | undefined) => ref && (store.objects.get(ref.id)?.header.copyOf ?? `? ${ref.id}`)
  const rows = objects.map(({ header: { ref, copyOf = '', scope }, written: { links, pending } }) => {
    const named = links.map(({ field, to }) => `${field} ${sourceOf(to)}`).sort()
    return [
      `${ref.kind} ${copyOf}`,
      { scope: sourceOf(scope), links: named, pending: pending.map(({ to }) => to.id) },
    ] as const
  })
  return Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function sample(random: (below: number) => number): MemoryStore {
  const store = new StrictStore('source')
  const some = <T>(all: readonly T[]) => all[random(all.length)] as T
  const experiments = ['A', 'B'].map((id) => ({ kind: 'experiment', id }))
  for (const { id } of experiments) store.add(header('experiment', id))
  const runs = Array.from({ length: 6 }, (_, at) => `run${at}`)
  const models = Array.from({ length: 4 }, (_, at) => `model${at}`)
  for (const id of runs) {
    const links = [
      ...(random(3) === 0 ? [link('parent', 'run', some(runs))] : []),
      ...(random(2) === 0 ? [link('modelInputs', 'loggedModel', some(models))] : []),
    ]
    store.add(header('run', id, { scope: some(experiments), links, fields: { startTime: random(100) } }))
  }
  for (const id of models) {
    const metrics = Array.from({ length: random(3) }, () => ({
      key: 'auc',
      runId: some(runs),
      value: 1,
      timestamp: 1n,
      step: 0n,
      dataset: null,
    }))
    const links = random(4) === 0 ? [] : [link('sourceRun', 'run', some(runs))]
    store.add(
      header('loggedModel', id, { scope: some(experiments), links, fields: { metrics, creationTime: random(100) } }),
    )
  }
  for (const name of ['churn', 'fraud']) {
    store.add(header('registeredModel', name))
    for (let version = 1; version <= 1 + random(4); version++) {
      const links = [
        ...(random(3) === 0 ? [] : [link('run', 'run', some(runs))]),
        ...(random(2) === 0 ? [link('model', 'loggedModel', some(models))] : []),
      ]
      const fields = { name, version, creationTime: random(100) }
      store.add(
        header('modelVersion', `${name}/${version}`, { scope: { kind: 'registeredModel', id: name }, links, fields }),
      )
    }
  }
  for (const id of ['t1', 't2']) {
    const links = [link('sourceRun', 'run', some(runs)), link('model', 'loggedModel', some(models))]
    store.add(header('trace', id, { scope: some(experiments), links, fields: { requestTime: random(100) } }))
  }
  store.add(header('issue', 'i1', { scope: some(experiments), links: [link('sourceRun', 'run', some(runs))] }))
  return store
}

function header(kind: string, id: string, { fields = {}, ...rest }: Partial<Header<object>> = {}): Header {
  const common = { name: id, lifecycle: 'active', status: 'FINISHED', state: 'OK', stage: 'None' }
  const maps = { params: new Map(), tags: new Map(), latestMetrics: new Map(), metadata: new Map() }
  const lists = { metrics: [], assessments: [], aliases: [], items: [], datasetInputs: [], users: [], versions: [] }
  return { ref: { kind, id }, fields: { ...common, ...maps, ...lists, ...fields }, links: [], fingerprint: id, ...rest }
}

function link(field: string, kind: string, id: string): Link {
  return { field, to: { kind, id } }
}

/** Repeats itself for a seed (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function shuffled<T>(items: readonly T[], random: (below: number) => number): T[] {
  const left = [...items]
  return items.map(() => left.splice(random(left.length), 1)[0] as T)
}
