import {
  experimentFingerprint,
  type Header,
  isUnreadable,
  type Link,
  type Listed,
  MlferryError,
  markFatal,
  type Query,
  type Ref,
  type RunFields,
  runFingerprint,
  unlistedScope,
  type Written,
  withUnlisted,
} from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from './copy.ts'
import type { CopyEvent } from './report/copy-event.ts'

test('a run whose parent comes later is created once, with its link', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('child', { parent: 'parent', startTime: 1 }), [chunk('loss', [3, 2, 1])], {
    'model/weights.bin': 'abc',
  })
  source.add(run('parent', { startTime: 2 }))
  const target = new MemoryStore('target')

  const report = await copy({ source, target })

  expect(report.kinds.run).toMatchObject({ created: 2, failed: 0 })
  const child = target.objects.get('m3')
  expect(child?.written).toMatchObject({ key: 'child', links: [{ field: 'parent', to: { kind: 'run', id: 'm2' } }] })
  expect(child?.chunks.flatMap(({ values }) => [...values])).toEqual([3, 2, 1])
  expect([...(child?.files.keys() ?? [])]).toEqual(['model/weights.bin'])
})

test('what a job creates can be looked at before its first write, and stopped', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('a', {}))
  const target = new MemoryStore('target')
  const refuse = async (creating: ReadonlyMap<string, Iterable<string>>) => {
    throw new Error(JSON.stringify([...creating].map(([kind, keys]) => [kind, [...keys]])))
  }

  await expect(copy({ source, target, beforeWrite: refuse })).rejects.toThrow(
    '[["experiment",["churn"]],["run",["a"]]]',
  )
  expect(target.writes).toBe(0)
  await copy({ source, target })
  // A run that goes on may have nothing new.
  source.objects.clear()
  source.add(experiment('1', 'churn'))
  source.add(run('a', { status: 'RUNNING' }))
  await copy({ source, target, beforeWrite: refuse })
})

test('where the target cannot tell what one experiment holds, its runs fail and those of the others arrive', async () => {
  const source = new MemoryStore('source')
  for (const id of ['1', '2']) source.add(experiment(id, `experiment ${id}`))
  const target = new MemoryStore('target')
  await copy({ source, target })
  for (const id of ['a', 'b']) source.add({ ...run(id, {}), scope: { kind: 'experiment', id: '1' } })
  for (const id of ['c', 'd']) source.add({ ...run(id, {}), scope: { kind: 'experiment', id: '2' } })
  const written = target.written.bind(target)
  target.written = async function* (kind, scopes) {
    const broken = kind === 'run' ? scopes?.find(({ id }) => id === 'm1') : undefined
    if (broken) yield [unlistedScope(kind, broken, new Error('500'))]
    yield* written(
      kind,
      scopes?.filter((each) => each !== broken),
    )
  }

  const report = await copy({ source, target })

  expect(report.kinds.run).toMatchObject({ created: 2, failed: 2 })
  const copies = [...target.objects.values()].filter(({ header }) => header.ref.kind === 'run')
  expect(copies.map((each) => each.written?.key).sort()).toEqual(['c', 'd'])
})

test('a job that an error ends tells what it did by then', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  for (const id of ['a', 'b', 'c']) source.add(run(id, {}))
  const target = new MemoryStore('target')
  const open = target.open.bind(target)
  const dead = markFatal(new MlferryError('ERR_DEAD', 'no answer'))
  target.open = async (object, opening) => {
    if (object.ref.id === 'c') throw dead
    return open(object, opening)
  }
  const events: CopyEvent[] = []

  await expect(copy({ source, target, onEvent: (event) => events.push(event) })).rejects.toBe(dead)

  const [stopped] = events.filter((event) => event.type === 'stopped')
  expect(stopped?.report).toMatchObject({ source: 'source', target: 'target', kinds: { experiment: { created: 1 } } })
})

test('an unfinished copy beside a finished one is taken away', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('a', {}))
  const target = new MemoryStore('target')
  await copy({ source, target })
  const written = target.written.bind(target)
  target.written = async function* (kind, scopes) {
    for await (const page of written(kind, scopes)) {
      const late = page.filter((each) => !isUnreadable(each) && each.key === 'a')
      yield [...page, ...late.map((each) => ({ ...each, target: { kind, id: 'late' }, sealed: undefined }) as Written)]
    }
  }
  const removed: string[] = []
  const removing = Object.assign(target, { removeLate: async ({ id }: Ref) => void removed.push(id) })

  const report = await copy({ source, target: removing })

  expect(removed).toEqual(['late'])
  expect(report.kinds.run).toMatchObject({ unchanged: 1 })
})

test('a second copy writes nothing', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('a', {}), [chunk('loss', [1])])
  const target = new MemoryStore('target')
  await copy({ source, target })
  const before = target.writes
  const finished: CopyEvent[] = []

  const report = await copy({ source, target, onEvent: (event) => event.type === 'finished' && finished.push(event) })

  expect(target.writes).toBe(before)
  expect(finished).toMatchObject([
    { ref: { id: 'a' }, target: { id: 'm2' }, title: 'a', outcome: 'unchanged' },
    { ref: { id: '1' }, target: { id: 'm1' }, title: 'churn', outcome: 'unchanged' },
  ])
  expect(report.kinds).toMatchObject({ experiment: { unchanged: 1 }, run: { unchanged: 1 } })
})

test('what was to be deleted when an earlier job was killed is deleted by the next', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('a', { lifecycle: 'deleted' }))
  const target = new MemoryStore('target')
  const selection = { includeDeleted: true }
  await copy({ source, target, selection })
  const written = target.objects.get('m2')?.written
  if (written) written.removed = false

  await copy({ source, target, selection })

  expect(target.objects.get('m2')?.written).toMatchObject({ key: 'a', removed: true })
})

test('the last steps of objects follow every other object; one that fails is named', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  for (const id of ['a', 'b', 'c']) source.add(run(id, {}))
  const sealed: string[] = []
  const target = new MemoryStore('target')
  const open = target.open.bind(target)
  target.open = async (object, context) => {
    const writer = await open(object, context)
    const seal = writer.seal.bind(writer)
    const last = async () => {
      sealed.push(`last of ${object.ref.id}`)
      throw new Error('refused')
    }
    return Object.assign(writer, object.ref.id === 'a' && { last }, {
      seal: async (fingerprint: string | undefined) => {
        await seal(fingerprint)
        sealed.push(object.ref.id)
      },
    })
  }

  const report = await copy({ source, target })

  expect(sealed).toHaveLength(5)
  expect(sealed.at(-1)).toBe('last of a')
  expect(report.unsettled).toMatchObject([
    { target: { id: 'm2' }, problem: { message: expect.stringContaining('refused') } },
  ])
})

test('links that a listing leaves out are asked for of what is to be written, and again by a deep check', async () => {
  const source = new PartialStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('a', { reads: 'm-1' }))
  source.add(run('b', {}))
  const target = new MemoryStore('target')

  await copy({ source, target })
  expect(source.asked).toEqual(['a', 'b'])
  expect(target.objects.get('m2')?.written).toMatchObject({
    key: 'a',
    sealed: run('a', { reads: 'm-1' }).fingerprint,
    pending: [{ field: 'modelInputs', to: { id: 'm-1' } }],
  })

  source.add(run('b', { reads: 'm-2' }))
  expect((await copy({ source, target })).kinds).toMatchObject({ run: { unchanged: 2 } })
  expect(source.asked).toHaveLength(2)

  await copy({ source, target, check: 'deep' })
  expect(source.asked).toHaveLength(4)
  expect(target.objects.get('m3')?.written).toMatchObject({ key: 'b', pending: [{ to: { id: 'm-2' } }] })
})

test('an object whose links cannot be read fails alone', async () => {
  const source = new PartialStore('source', 'b')
  source.add(experiment('1', 'churn'))
  for (const id of ['a', 'b']) source.add(run(id, {}))

  const { kinds, objects } = await copy({ source, target: new MemoryStore('target') })

  expect(kinds).toMatchObject({ run: { created: 1, failed: 1 } })
  expect(objects).toMatchObject([{ ref: { id: 'b' }, outcome: 'failed', problems: [{ code: 'ERR_READ' }] }])
})

/** Does not tell the links of runs in a listing. */
class PartialStore extends MemoryStore {
  readonly asked: string[] = []
  readonly #broken: string | undefined

  constructor(label: string, broken?: string) {
    super(label)
    this.#broken = broken
  }

  override async *list(kind: string, query: Query): AsyncGenerator<readonly Listed[]> {
    for await (const page of super.list(kind, query)) {
      yield page.map((each) => (isUnreadable(each) || kind !== 'run' ? each : { ...each, ...unlisted(each) }))
    }
  }

  async withAllLinks(batch: readonly Header[]): Promise<readonly Listed[]> {
    this.asked.push(...batch.map(({ ref }) => ref.id))
    return batch.map((header) => {
      const { ref } = header
      if (ref.id === this.#broken) return { ref, error: new MlferryError('ERR_READ', 'broken') }
      return withUnlisted(header, this.objects.get(ref.id)?.header.links ?? [])
    })
  }
}

function unlisted({ fingerprint }: Header): Pick<Header, 'links' | 'fingerprint' | 'unlisted'> {
  return { links: [], fingerprint: fingerprint.split(' ')[0] ?? '', unlisted: ['modelInputs'] }
}

function experiment(id: string, name: string): Header {
  const fields = {
    name,
    lifecycle: 'active' as const,
    tags: new Map(),
    artifactLocation: '',
    creationTime: 1,
    lastUpdateTime: 1,
    extra: {},
  }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}

function run(id: string, { parent, reads, ...rest }: Partial<RunFields> & { parent?: string; reads?: string }) {
  const links: Link[] = [
    ...(parent ? [{ field: 'parent', to: { kind: 'run', id: parent } }] : []),
    ...(reads ? [{ field: 'modelInputs', to: { kind: 'loggedModel', id: reads } }] : []),
  ]
  const fields: RunFields = {
    name: id,
    status: 'FINISHED',
    startTime: 1,
    endTime: 2,
    userId: 'u',
    lifecycle: 'active',
    artifactUri: '',
    params: new Map(),
    tags: new Map(),
    latestMetrics: new Map(),
    datasetInputs: [],
    extra: {},
    ...rest,
  }
  const scope = { kind: 'experiment', id: '1' }
  return { ref: { kind: 'run', id }, scope, fields, links, fingerprint: runFingerprint(fields, links) }
}

function chunk(key: string, values: number[]) {
  return {
    key,
    values: Float64Array.from(values),
    steps: BigInt64Array.from(values.map((_, step) => BigInt(step))),
    timestamps: BigInt64Array.from(values.map(() => 1n)),
  }
}
