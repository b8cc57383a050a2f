import type { Capabilities, Header, Link } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'

test('a run is sealed when its models are made and before they are sealed, with its links; others do not wait', async () => {
  const source = new Store('source')
  source.add(experiment())
  source.add(run('plain', []))
  source.add(run('trained', ['m-1', 'm-2']))
  source.add(run('evaluated', ['m-1']))
  source.add(model('m-1', 'trained', ['trained', 'evaluated']))
  source.add(model('m-2', 'trained', ['trained']))
  const target = new Store('target')

  const report = await copy({ source, target })

  expect(report.objects).toEqual([])
  const order = (step: string) => target.steps.indexOf(step)
  expect(order('seal plain')).toBeLessThan(order('open m-1'))
  for (const id of ['m-1', 'm-2']) {
    expect(order('open trained')).toBeLessThan(order(`open ${id}`))
    expect(order(`link ${id}`)).toBeLessThan(order('seal trained'))
    expect(order('seal trained')).toBeLessThan(order(`seal ${id}`))
  }
  expect(target.waiting()).toEqual([])
})

test('a model with points on a run that is still to come waits for all runs, and its own run does not', async () => {
  const source = new Store('source')
  source.add(experiment())
  source.add(run('trained', ['m-1']))
  for (let n = 0; n < 60; n++) source.add(run(`between ${n}`, []))
  source.add(run('late', []))
  source.add(model('m-1', 'trained', ['trained', 'late']))
  const target = new Store('target')

  const report = await copy({ source, target })

  expect(report.objects).toEqual([])
  expect(target.steps.indexOf('seal trained')).toBeLessThan(target.steps.indexOf('open m-1'))
  expect(target.steps.indexOf('seal late')).toBeLessThan(target.steps.indexOf('open m-1'))
  expect(target.waiting()).toEqual([])
})

test('models of a run that failed wait for it, and a model that fails does not hold up its run', async () => {
  const source = new Store('source')
  source.add(experiment())
  for (const id of ['broken', 'whole']) source.add(run(id, [`m-${id}`, `m-of-${id}`]))
  for (const id of ['broken', 'whole']) {
    source.add(model(`m-${id}`, id, [id]))
    source.add(model(`m-of-${id}`, id, [id]))
  }
  const target = new Store('target', ['open broken', 'open m-whole'])

  const report = await copy({ source, target })

  expect(report.objects.map(({ ref, outcome }) => `${ref.id} ${outcome}`).sort()).toEqual([
    'broken failed',
    'm-broken failed',
    'm-of-broken failed',
    'm-whole failed',
  ])
  expect(report.kinds).toMatchObject({ run: { created: 1 }, loggedModel: { created: 1 } })
  // The whole run for the model that failed.
  expect(target.waiting()).toEqual(['m-whole'])
})

/** Holds logged models as a server does, and notes in which order things happen. */
class Store extends MemoryStore {
  readonly steps: string[] = []
  readonly #refused: readonly string[]

  constructor(label: string, refused: readonly string[] = []) {
    super(label)
    this.#refused = refused
  }

  override async capabilities(): Promise<Capabilities> {
    const kinds = { experiment: {}, run: {}, loggedModel: { logsPoints: true } as const }
    return { kind: (name) => (name in kinds ? { fields: {}, ...kinds[name as keyof typeof kinds] } : undefined) }
  }

  override async open(...[object, context]: Parameters<MemoryStore['open']>) {
    this.#note(`open ${object.ref.id}`)
    const writer = await super.open(object, context)
    const [link, seal] = [writer.link.bind(writer), writer.seal.bind(writer)]
    return Object.assign(writer, {
      link: async (...links: Parameters<typeof link>) => {
        await link(...links)
        this.#note(`link ${object.ref.id}`)
      },
      seal: async (fingerprint: string | undefined) => {
        await seal(fingerprint)
        this.#note(`seal ${object.ref.id}`)
      },
    })
  }

  /** Other ends of links that wait. */
  waiting(): string[] {
    return [...this.objects.values()].flatMap(({ written }) => written.pending.map(({ to }) => to.id))
  }

  #note(step: string): void {
    if (this.#refused.includes(step)) throw new Error('refused')
    this.steps.push(step)
  }
}

function experiment(): Header {
  return header('experiment', '1', { fields: { name: 'churn', lifecycle: 'active', tags: new Map() } })
}

function run(id: string, models: readonly string[]): Header {
  const links = models.map((model) => ({ field: 'modelOutputs', to: { kind: 'loggedModel', id: model } }))
  const texts = { params: new Map(), tags: new Map(), latestMetrics: new Map(), datasetInputs: [] }
  return header('run', id, { links, fields: { name: id, status: 'FINISHED', lifecycle: 'active', ...texts } })
}

function model(id: string, run: string, pointsOn: readonly string[]): Header {
  const links = [{ field: 'sourceRun', to: { kind: 'run', id: run } }]
  const metrics = pointsOn.map((runId) => ({ key: 'loss', value: 1, step: 1n, timestamp: 1n, runId }))
  return header('loggedModel', id, { links, fields: { name: id, status: 'READY', metrics } })
}

function header(kind: string, id: string, { fields, links = [] }: { fields: object; links?: Link[] }): Header {
  const scope = kind === 'experiment' ? {} : { scope: { kind: 'experiment', id: '1' } }
  return { ref: { kind, id }, ...scope, fields, links, fingerprint: id } as Header
}
