import { type Header, type Link, MlferryError, type OpenContext, type Ref, type Writer } from '@mlferry/core'
import { MemoryServer, MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'

test('what a failed run is named by at its creation waits with the reason, and comes with the run', async () => {
  const source = sample()
  const target = new Refusing('http://target')
  target.refused.add('broken')

  const { objects, kinds } = await copy({ source, target })

  const failed = objects.map(({ ref: { kind }, title, problems }) => [kind, title, problems[0]?.code])
  expect(failed.sort()).toEqual(
    [
      ['run', 'broken', 'ERR_REFUSED'],
      ['loggedModel', 'made by it', 'ERR_NEEDED_FAILED'],
      ['loggedModel', 'measured by it', 'ERR_NEEDED_FAILED'],
      ['modelVersion', 'churn/1', 'ERR_NEEDED_FAILED'],
      ['modelVersion', 'churn/2', 'ERR_NEEDED_FAILED'],
      ['modelVersion', 'fraud/1', 'ERR_NEEDED_FAILED'],
      ['issue', 'found by it', 'ERR_NEEDED_FAILED'],
    ].sort(),
  )
  expect(objects.find(({ title }) => title === 'churn/1')?.problems[0]?.message).toContain('no broken run')
  expect(kinds.run).toMatchObject({ created: 1, failed: 1 })

  target.refused.clear()
  await copy({ source, target })
  const whole = new MemoryServer('http://whole')
  await copy({ source, target: whole })
  expect(names(target)).toEqual(names(whole))
  target.writes.length = 0
  await copy({ source, target })
  expect(target.writes).toEqual([])
})

test('a version of a logged model that failed waits, and so does a queue of a schema that failed', async () => {
  const [source, target] = [new MemoryStore('source'), new RefusingStore('target')]
  source.capabilities = async () => ({ kind: () => ({ fields: {} }) })
  const inA = { kind: 'experiment', id: 'A' }
  source.add(header('experiment', 'A'))
  source.add(header('loggedModel', 'm', { scope: inA }))
  source.add(header('registeredModel', 'churn'))
  const scope = { kind: 'registeredModel', id: 'churn' }
  const fields = { name: 'churn', version: 1 }
  const links = [link('model', { kind: 'loggedModel', id: 'm' })]
  source.add(header('modelVersion', 'churn/1', { scope, fields, links }))
  source.add(header('labelSchema', 'good', { scope: inA }))
  const asks = [link('schemas', { kind: 'labelSchema', id: 'good' })]
  source.add(header('reviewQueue', 'daily', { scope: inA, links: asks }))
  for (const id of ['m', 'good']) target.refused.add(id)

  const { objects } = await copy({ source, target })

  expect(objects.map(({ ref, problems }) => [ref.id, problems[0]?.code])).toEqual([
    ['m', 'ERR_REFUSED'],
    ['churn/1', 'ERR_NEEDED_FAILED'],
    ['good', 'ERR_REFUSED'],
    ['daily', 'ERR_NEEDED_FAILED'],
  ])
  target.refused.clear()
  expect((await copy({ source, target })).objects).toEqual([])
})

test('a version waits for a run that the source cannot list', async () => {
  const target = new MemoryServer('http://target')
  const source = sample()
  const lists = source.list.bind(source)
  const error = new MlferryError('ERR_ROW', 'the row is damaged')
  source.list = async function* (kind, query) {
    for await (const page of lists(kind, query)) {
      yield page.map((each) => ('fields' in each && nameOf(each) === 'broken' ? { ref: each.ref, error } : each))
    }
  }

  const { waiting } = await copy({ source, target })

  expect(target.all('modelVersion')).toEqual([])
  expect(waiting).toContainEqual({ kind: 'modelVersion', needs: 'run', count: 1, windowed: false })
  source.list = lists
  await copy({ source, target })
  expect(target.all('modelVersion')).toHaveLength(3)
  expect(
    target
      .all('modelVersion')
      .map(({ header }) => header.links.length)
      .sort(),
  ).toEqual([0, 1, 1])
})

test('where all runs cannot be listed, what names one waits, and the rest arrives', async () => {
  const target = new MemoryServer('http://target')
  const source = sample()
  const lists = source.list.bind(source)
  source.list = async function* (kind, query) {
    if (kind === 'run') throw new MlferryError('ERR_LISTING', 'no run is listed')
    yield* lists(kind, query)
  }

  const { kinds, waiting } = await copy({ source, target })

  expect(kinds).toMatchObject({ run: { failed: 1 }, registeredModel: { created: 2 } })
  expect(target.all('modelVersion')).toEqual([])
  expect(waiting).toContainEqual({ kind: 'modelVersion', needs: 'run', count: 1, windowed: false })
})

/** A run that fails, what needs it, and a version that comes after one that does. */
function sample(): MemoryServer {
  const source = new MemoryServer('http://source')
  const scope = source.make('experiment', { fields: { name: 'A' } })
  const broken = source.make('run', { scope, fields: { name: 'broken' } })
  const good = source.make('run', { scope, fields: { name: 'good' } })
  const made = source.make('loggedModel', {
    scope,
    fields: { name: 'made by it' },
    links: [link('sourceRun', broken)],
  })
  const metrics = [{ key: 'auc', runId: broken.id, value: 1, timestamp: 1n, step: 0n, dataset: null }]
  source.make('loggedModel', { scope, fields: { name: 'measured by it', metrics }, links: [link('sourceRun', good)] })
  for (const name of ['churn', 'fraud']) source.make('registeredModel', { fields: { name } })
  const version = (name: string, links: Link[]) =>
    source.make('modelVersion', { fields: { name }, scope: { kind: 'registeredModel', id: name }, links })
  version('churn', [link('run', broken)])
  version('churn', [])
  version('fraud', [link('model', made)])
  source.make('issue', { scope, fields: { name: 'found by it' }, links: [link('sourceRun', broken)] })
  return source
}

/** Makes no object of these names. */
class Refusing extends MemoryServer {
  readonly refused = new Set<string>()

  override async open(object: Header, context: OpenContext): Promise<Writer> {
    if (this.refused.has(nameOf(object))) throw new MlferryError('ERR_REFUSED', `no ${nameOf(object)} run`)
    return super.open(object, context)
  }
}

class RefusingStore extends MemoryStore {
  readonly refused = new Set<string>()

  override async capabilities() {
    return { kind: () => ({ fields: {} }) }
  }

  override async open(object: Header, context: OpenContext): Promise<Writer> {
    if (this.refused.has(object.ref.id)) throw new MlferryError('ERR_REFUSED', 'refused')
    return super.open(object, context)
  }
}

/** Each object by name, with the names of what it is linked to. */
function names(server: MemoryServer): string[] {
  return [...server.objects.values()]
    .map(({ header: { ref, fields, links } }) => {
      const others = links.map(({ field, to }) => `${field} ${nameOf(server.get(to).header)}`)
      return [ref.kind, nameOf({ fields }), ...others.sort()].join(' ')
    })
    .sort()
}

function nameOf({ fields }: Pick<Header, 'fields'>): string {
  return (fields as { readonly name: string }).name
}

function link(field: string, to: Ref): Link {
  return { field, to }
}

function header(kind: string, id: string, { fields = {}, ...rest }: Partial<Header<object>> = {}): Header {
  const common = { name: id, lifecycle: 'active', status: 'READY', stage: 'None', tags: new Map() }
  const lists = { metrics: [], aliases: [], items: [] }
  return { ref: { kind, id }, fields: { ...common, ...lists, ...fields }, links: [], fingerprint: id, ...rest }
}
