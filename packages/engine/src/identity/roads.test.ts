import type { Header, Ref } from '@mlferry/core'
import { MemoryServer } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import { verify } from '../verify/verify.ts'

const point = (value: number) => ({
  key: 'loss',
  values: Float64Array.from([value]),
  steps: BigInt64Array.from([0n]),
  timestamps: BigInt64Array.from([1n]),
})

/** One of every kind, with links. */
function fill(server: MemoryServer, { name = 'churn', description = 'of the first' } = {}) {
  const tags = new Map([['team', description]])
  const experiment = server.make('experiment', { fields: { name, tags } })
  const run = server.make('run', {
    fields: { name: 'one' },
    scope: experiment,
    chunks: [point(1)],
    files: { 'a.txt': 'a' },
  })
  const child = server.make('run', { fields: { name: 'two' }, scope: experiment, links: [link('parent', run)] })
  const model = server.make('loggedModel', {
    fields: { name: 'm' },
    scope: experiment,
    links: [link('sourceRun', run)],
  })
  const registered = server.make('registeredModel', { fields: { name, description, tags } })
  const versions = [1, 2, 3].map((number) =>
    server.make('modelVersion', {
      fields: { name, description: `${description} ${number}` },
      scope: registered,
      links: [link('run', run), link('model', model)],
    }),
  )
  const prompt = server.make('prompt', {
    fields: { name: 'ask', description },
    links: [link('experiments', experiment)],
  })
  server.make('promptVersion', { fields: { name: 'ask', description }, scope: prompt })
  server.make('evaluationDataset', { fields: { name: 'golden' }, links: [link('experiments', experiment)] })
  const trace = server.make('trace', { scope: experiment, links: [link('sourceRun', run)] })
  server.make('issue', { fields: { name: 'slow', description }, scope: experiment, links: [link('sourceRun', run)] })
  server.make('scorer', {
    fields: { name: 'judge', versions: [{ version: 1, serialized: description, creationTime: 1 }] },
    scope: experiment,
  })
  server.make('labelSchema', { fields: { name: 'good', instruction: description }, scope: experiment })
  return { experiment, run, child, model, registered, versions, prompt, trace }
}

function link(field: string, to: Ref) {
  return { field, to }
}

const kinds = ['run', 'loggedModel', 'modelVersion', 'promptVersion', 'trace', 'issue', 'evaluationDataset'] as const

function counts(server: MemoryServer) {
  return Object.fromEntries(kinds.map((kind) => [kind, server.all(kind).length]))
}

function outcomes({ kinds: byKind }: Awaited<ReturnType<typeof copy>>) {
  const total = { created: 0, updated: 0, degraded: 0, skipped: 0, failed: 0 }
  for (const each of Object.values(byKind)) {
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += each[name]
  }
  return total
}

const nothing = { created: 0, updated: 0, degraded: 0, skipped: 0, failed: 0 }

test('A to B, B to C, then A to C: each object is there once, and the last copy writes nothing', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((label) => new MemoryServer(`http://${label}`)) as [
    MemoryServer,
    MemoryServer,
    MemoryServer,
  ]
  fill(a)
  await copy({ source: a, target: b })
  await copy({ source: b, target: c })
  const before = c.dump()
  c.writes.length = 0

  const report = await copy({ source: a, target: c })

  expect(c.writes).toEqual([])
  expect(outcomes(report)).toEqual(nothing)
  expect(c.dump()).toEqual(before)
  expect(counts(c)).toEqual(counts(a))
})

test('what a deleted experiment holds comes into one that came by another road, which is deleted again', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((label) => new MemoryServer(`http://${label}`)) as [
    MemoryServer,
    MemoryServer,
    MemoryServer,
  ]
  a.setLifecycle(fill(a).experiment, 'deleted')
  const selection = { includeDeleted: true }
  await copy({ source: a, target: c, selection: { ...selection, experiments: ['churn'] }, only: true })
  await copy({ source: a, target: b, selection })

  const report = await copy({ source: b, target: c, selection })

  expect(report.objects).toEqual([])
  expect(counts(c)).toEqual(counts(a))
  const copied = c.all('experiment').find(({ header }) => (header.fields as { name: string }).name === 'churn')
  expect(copied?.header.fields).toMatchObject({ lifecycle: 'deleted' })
})

test('what changes at A after A to B to C comes to C by the short road, and then the mark names A', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((label) => new MemoryServer(`http://${label}`)) as [
    MemoryServer,
    MemoryServer,
    MemoryServer,
  ]
  const { run, registered } = fill(a)
  await copy({ source: a, target: b })
  await copy({ source: b, target: c })
  a.change(run, { name: 'renamed' })
  a.change(registered, { description: 'new' })

  const report = await copy({ source: a, target: c })

  expect(outcomes(report)).toEqual({ ...nothing, updated: 2 })
  const copied = c.all('run').find(({ header }) => (header.fields as { name: string }).name === 'renamed')
  expect(copied?.mark?.ancestors).toMatchObject([{ id: run.id, uri: 'http://a' }])
  expect(counts(c)).toEqual(counts(a))
  c.writes.length = 0
  await copy({ source: a, target: c })
  expect(c.writes).toEqual([])
})

test('the way back: what came from A is found there, new work arrives, and nothing of A is touched', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  fill(a)
  await copy({ source: a, target: b })
  const before = a.dump()
  const experiment = b.all('experiment').find(({ header }) => (header.fields as { name: string }).name === 'churn')
    ?.header.ref as Ref
  const fresh = b.make('run', {
    fields: { name: 'new' },
    scope: experiment,
    links: [link('parent', b.all('run')[0]?.header.ref as Ref)],
  })
  b.make('modelVersion', {
    fields: { name: 'churn' },
    scope: { kind: 'registeredModel', id: 'churn' },
    links: [link('run', fresh)],
  })
  b.make('trace', { scope: experiment, links: [link('sourceRun', fresh)] })

  const report = await copy({ source: b, target: a })

  expect(outcomes(report)).toEqual({ ...nothing, created: 3 })
  const after = a.dump()
  for (const [key, object] of before) expect(after.get(key)).toBe(object)
  expect(after.size).toBe(before.size + 3)
  const arrived = a.all('run').find(({ header }) => (header.fields as { name: string }).name === 'new')
  expect(arrived?.header.links).toMatchObject([{ field: 'parent', to: a.all('run')[0]?.header.ref }])
  a.writes.length = 0
  await copy({ source: b, target: a })
  expect(a.writes).toEqual([])
  b.writes.length = 0
  await copy({ source: a, target: b })
  expect(b.writes).toEqual([])
})

test('the way back: what was changed at B is named, and stays at A unless a flag says so', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const { run, versions } = fill(a)
  await copy({ source: a, target: b })
  const copied = b.all('run').find(({ mark }) => mark?.ancestors[0]?.id === run.id)?.header.ref as Ref
  b.change(copied, { tags: new Map([['note', 'changed']]) })
  b.change(versions[0] as Ref, { description: 'changed' })
  const before = a.dump()

  const kept = await copy({ source: b, target: a })

  expect(a.dump()).toEqual(before)
  expect(kept.objects).toMatchObject([
    {
      ref: copied,
      outcome: 'skipped',
      problems: [{ code: 'ERR_ORIGINAL_DIFFERS', message: expect.stringContaining('tags.note') }],
    },
    { ref: { id: 'churn/1' }, outcome: 'skipped', problems: [{ message: expect.stringContaining('description') }] },
  ])
  const updated = await copy({ source: b, target: a, updateOriginals: true })
  expect(outcomes(updated)).toEqual({ ...nothing, updated: 2 })
  expect(a.get(run)).toMatchObject({ mark: undefined, header: { fields: { tags: new Map([['note', 'changed']]) } } })
})

test('the way back: a link that was added at B is named, and stays away from A unless a flag says so', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const { run, child } = fill(a)
  await copy({ source: a, target: b })
  const copyOf = (ref: Ref) => b.all(ref.kind).find(({ mark }) => mark?.ancestors[0]?.id === ref.id)?.header.ref as Ref
  const fresh = b.make('run', { fields: { name: 'new' }, scope: b.get(copyOf(run)).header.scope as Ref })
  await b.relink(copyOf(run), [link('parent', fresh)], [])
  await b.relink(b.all('trace')[0]?.header.ref as Ref, [link('assessmentRuns', copyOf(child))], [])
  const before = a.dump()

  const kept = await copy({ source: b, target: a })

  for (const [key, object] of before) expect(a.dump().get(key)).toBe(object)
  expect(kept.objects).toMatchObject([
    {
      ref: copyOf(run),
      outcome: 'skipped',
      problems: [{ code: 'ERR_ORIGINAL_DIFFERS', message: expect.stringContaining('parent') }],
    },
    {
      ref: { kind: 'trace' },
      problems: [{ code: 'ERR_ORIGINAL_DIFFERS', message: expect.stringContaining('assessmentRuns') }],
    },
  ])
  const updated = await copy({ source: b, target: a, updateOriginals: true })
  expect(outcomes(updated)).toEqual({ ...nothing, updated: 2 })
  expect(outcomes(await copy({ source: b, target: a }))).toEqual(nothing)
})

test('the way back of a copy that was made in part names no link that only the original has', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const { child } = fill(a)
  await copy({ source: a, target: b, selection: { runIds: [child.id] }, only: true })

  expect(outcomes(await copy({ source: b, target: a }))).toEqual(nothing)
})

test('a restore brings just what was purged', async () => {
  const [a, backup] = [new MemoryServer('http://a'), new MemoryServer('http://backup')]
  const { experiment, run, versions } = fill(a)
  const other = a.make('experiment', { fields: { name: 'other' } })
  const kept = a.make('run', { fields: { name: 'three' }, scope: other })
  a.make('run', { fields: { name: 'four' }, scope: other })
  const dir = snapshotOf(a)
  a.purge(experiment)
  a.purge(kept)
  a.purge(versions[2] as Ref)
  const before = a.dump()

  const report = await copy({ source: dir, target: a })

  expect(outcomes(report)).toEqual({ ...nothing, created: 10 })
  const after = a.dump()
  for (const [key, object] of before) expect(after.get(key)).toBe(object)
  expect(counts(a)).toEqual(counts(dir))
  expect(a.all('run').find(({ mark }) => mark?.ancestors[0]?.id === run.id)).toBeDefined()
  a.writes.length = 0
  expect(outcomes(await copy({ source: dir, target: a }))).toEqual(nothing)
  expect(a.writes).toEqual([])
  expect(backup.all('run')).toEqual([])
})

test('a copy onto itself finds everything there; as new copies it comes a second time, under a prefix', async () => {
  const a = new MemoryServer('http://a')
  const { experiment } = fill(a)
  const before = a.dump()

  const report = await copy({ source: a, target: a })
  expect(outcomes(report)).toEqual(nothing)
  expect(report.itself).toBe(before.size)
  expect(a.dump()).toEqual(before)

  const prefixed = {
    kinds: undefined,
    asNewCopies: true,
    selection: { experiments: ['churn'] },
    amend: withPrefix('copy of '),
  }
  const { kinds: _, ...options } = prefixed
  await copy({ source: a, target: a, ...options })
  for (const [key, object] of before) expect(a.dump().get(key)).toBe(object)
  expect(a.all('run')).toHaveLength(4)
  expect(a.all('experiment')).toHaveLength(3)
  a.writes.length = 0
  await copy({ source: a, target: a, ...options })
  expect(a.writes).toEqual([])
  expect(a.get(experiment).mark).toBeUndefined()
})

test.each([false, true])(
  'two servers with the same names of every kind (the other order: %s): all is there or named',
  async (turned) => {
    const [one, two, target] = [
      new MemoryServer('http://one'),
      new MemoryServer('http://two'),
      new MemoryServer('http://t'),
    ]
    fill(one, { description: 'of one' })
    fill(two, { description: 'of two' })
    const [first, second] = turned ? [two, one] : [one, two]
    await copy({ source: first, target })
    const before = target.dump()

    const report = await copy({ source: second, target })

    const after = withoutNotes(target).dump()
    for (const [key, object] of before) expect(after.get(key)).toBe(object)
    expect(target.all('experiment').map(({ merged }) => merged)).toMatchObject([
      [{ id: '0', uri: second.label }],
      [{ id: '1', uri: second.label }],
    ])
    expect(target.all('run')).toHaveLength(4)
    expect(target.all('loggedModel')).toHaveLength(2)
    expect(target.all('trace')).toHaveLength(2)
    expect(target.all('issue')).toHaveLength(2)
    const named = report.objects.map(({ ref, outcome, problems }) => [ref.kind, outcome, problems[0]?.code])
    expect(named.sort()).toEqual([
      ['experiment', 'degraded', 'ERR_FIELDS_KEPT'],
      ['labelSchema', 'skipped', 'ERR_NAME_TAKEN'],
      ['modelVersion', 'failed', 'ERR_VERSION_NUMBER_TAKEN'],
      ['modelVersion', 'failed', 'ERR_VERSION_NUMBER_TAKEN'],
      ['modelVersion', 'failed', 'ERR_VERSION_NUMBER_TAKEN'],
      ['prompt', 'degraded', 'ERR_FIELDS_KEPT'],
      ['promptVersion', 'failed', 'ERR_VERSION_NUMBER_TAKEN'],
      ['registeredModel', 'degraded', 'ERR_FIELDS_KEPT'],
      ['scorer', 'skipped', 'ERR_NAME_TAKEN'],
    ])
    target.writes.length = 0
    await copy({ source: first, target })
    await copy({ source: second, target })
    expect(target.writes).toEqual([])
  },
)

test('an experiment that was renamed at either end keeps its runs', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const { experiment } = fill(a)
  await copy({ source: a, target: b })
  a.change(experiment, { name: 'retention' })

  const report = await copy({ source: a, target: b })

  expect(outcomes(report)).toEqual({ ...nothing, updated: 1 })
  const there = b.all('experiment').find(({ mark }) => mark?.ancestors[0]?.id === experiment.id)
  expect(there?.header.fields).toMatchObject({ name: 'retention' })
  b.change(there?.header.ref as Ref, { name: 'by hand' })
  b.writes.length = 0
  await copy({ source: a, target: b })
  expect(b.writes).toEqual([])
  expect(counts(b)).toEqual(counts(a))
})

test('of two copies under different names the one with the name of the source is brought up to date', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const experiment = a.make('experiment', { fields: { name: 'churn' } })
  a.make('run', { fields: { name: 'old' }, scope: experiment })
  await copy({ source: a, target: b })
  const aside = (header: Header) =>
    header.ref.kind === 'experiment' ? { ...header, fields: { ...header.fields, name: 'aside' } } : header
  const selection = { experiments: ['churn'] }
  await copy({ source: a, target: b, selection, amend: aside })
  // Servers list what was made last first.
  for (const [key, object] of [...b.objects].reverse()) {
    b.objects.delete(key)
    b.objects.set(key, object)
  }
  const added = a.make('run', { fields: { name: 'new' }, scope: experiment })

  const report = await copy({ source: a, target: b })

  expect([report.objects, report.unsettled]).toEqual([[], []])
  const arrived = b.all('run').find(({ mark }) => mark?.ancestors[0]?.id === added.id)
  expect(b.get(arrived?.header.scope as Ref).header.fields).toMatchObject({ name: 'churn' })
})

test('a name that one experiment gave up and another one took: each keeps its own runs', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const first = a.make('experiment', { fields: { name: 'churn' } })
  a.make('run', { fields: { name: 'old' }, scope: first })
  await copy({ source: a, target: b })
  a.change(first, { name: 'churn of 2024' })
  const second = a.make('experiment', { fields: { name: 'churn' } })
  a.make('run', { fields: { name: 'new' }, scope: second })

  await copy({ source: a, target: b, concurrency: 8 })

  const nameOf = ({ scope }: Header) => (b.get(scope as Ref).header.fields as { readonly name: string }).name
  expect(b.all('run').map(({ header }) => [(header.fields as { readonly name: string }).name, nameOf(header)])).toEqual(
    [
      ['old', 'churn of 2024'],
      ['new', 'churn'],
    ],
  )
})

test.each([
  ['in a row, with a new one at its end', ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'new'], ['a']],
  ['in two circles', ['b', 'c', 'a', 'e', 'd', 'f', 'g', 'h'], []],
] as const)('names change hands %s: each experiment keeps its own run', async (_, names, others) => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const make = (name: string) => {
    const experiment = a.make('experiment', { fields: { name } })
    a.make('run', { fields: { name: `run of ${experiment.id}` }, scope: experiment })
    return experiment
  }
  const experiments = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(make)
  await copy({ source: a, target: b })
  for (const [at, name] of names.entries()) a.change(experiments[at] as Ref, { name })
  for (const name of others) make(name)

  const report = await copy({ source: a, target: b, concurrency: 8 })

  expect([report.objects, report.unsettled]).toEqual([[], []])
  const holding = (server: MemoryServer) =>
    server
      .all('run')
      .map(({ header: { scope, fields } }) => [
        (fields as { readonly name: string }).name,
        (server.get(scope as Ref).header.fields as { readonly name: string }).name,
      ])
      .sort()
  expect(holding(b)).toEqual(holding(a))
  b.writes.length = 0
  await copy({ source: a, target: b })
  expect(b.writes).toEqual([])
})

test('a new experiment is not taken for another one that could not give up its name', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const first = a.make('experiment', { fields: { name: 'churn' } })
  await copy({ source: a, target: b })
  b.make('experiment', { fields: { name: 'churn of 2024' } })
  a.change(first, { name: 'churn of 2024' })
  const second = a.make('experiment', { fields: { name: 'churn' } })
  a.make('run', { fields: { name: 'new' }, scope: second })

  const { objects } = await copy({ source: a, target: b, concurrency: 8 })

  expect(objects).toMatchObject([
    { ref: first, problems: [{ code: 'ERR_NAME_TAKEN' }] },
    { ref: second, outcome: 'failed', problems: [{ code: 'ERR_NAME_TAKEN' }] },
    { ref: { kind: 'run' }, problems: [{ code: 'ERR_SCOPE_FAILED' }] },
  ])
  expect(b.all('run')).toEqual([])
})

const nameAt = (server: MemoryServer, ref: Ref) => (server.get(ref).header.fields as { readonly name: string }).name

/** Names of runs, each with that of its experiment. */
const placesAt = (server: MemoryServer) =>
  server
    .all('run')
    .map(({ header }) => `${nameAt(server, header.ref)} in ${nameAt(server, header.scope as Ref)}`)
    .sort()

/** Two servers that both have an experiment `churn`, with a run that is named for its server. */
function namesakes(...others: readonly string[]) {
  const servers = ['a', 'b', 't', ...others].map((label) => new MemoryServer(`http://${label}`))
  const [a, b, t, ...more] = servers as [MemoryServer, MemoryServer, MemoryServer, ...MemoryServer[]]
  const [first, second] = ([a, b] as const).map((server) => {
    const experiment = server.make('experiment', { fields: { name: 'churn' } })
    server.make('run', { fields: { name: `of ${server.label.slice(-1)}` }, scope: experiment })
    return experiment
  }) as [Ref, Ref]
  return { a, b, t, more, first, second }
}

test.each(['direct', 'through a directory'])(
  'what two sources have in one experiment stays there when one of them renames it (%s)',
  async (road) => {
    const { a, b, t, first, second } = namesakes()
    const take = (source: MemoryServer) => copy({ source: road === 'direct' ? source : snapshotOf(source), target: t })
    await take(a)
    await take(b)
    a.change(first, { name: 'retention' })
    await take(a)

    const report = await take(b)

    expect(placesAt(t)).toEqual(['of a in retention', 'of b in retention'])
    expect(report.objects).toMatchObject([
      {
        ref: second,
        outcome: 'degraded',
        problems: [{ code: 'ERR_FIELDS_KEPT', message: expect.stringContaining('name') }],
      },
    ])
    b.change(second, { name: 'loss' })
    await take(b)
    expect(placesAt(t)).toEqual(['of a in retention', 'of b in retention'])
    t.writes.length = 0
    await take(a)
    await take(b)
    expect(t.writes).toEqual([])
    const { differences } = await verify({ source: b, target: t })
    expect(differences).toMatchObject([{ problem: 'differs', ref: second, field: 'name' }])
  },
)

test('a new experiment takes a name that the one which two sources share gave up', async () => {
  const { a, b, t, first } = namesakes()
  await copy({ source: a, target: t })
  await copy({ source: b, target: t })
  a.change(first, { name: 'retention' })
  a.make('run', { fields: { name: 'new' }, scope: a.make('experiment', { fields: { name: 'churn' } }) })
  await copy({ source: a, target: t })

  await copy({ source: b, target: t })

  expect(placesAt(t)).toEqual(['new in churn', 'of a in retention', 'of b in retention'])
})

test('an experiment that users made at the target and renamed there goes on holding what was copied into it', async () => {
  const { a, t } = namesakes()
  const own = t.make('experiment', { fields: { name: 'churn' } })
  await copy({ source: a, target: t })
  t.change(own, { name: 'by hand' })
  t.writes.length = 0

  await copy({ source: a, target: t })

  expect(placesAt(t)).toEqual(['of a in by hand'])
  expect(t.writes).toEqual([])
})

test('on the way back an experiment is found by what went into its copy, under whatever names', async () => {
  const { a, t, first } = namesakes()
  t.make('experiment', { fields: { name: 'churn' } })
  await copy({ source: a, target: t })
  a.change(first, { name: 'retention' })

  await copy({ source: t, target: a })

  expect(placesAt(a)).toEqual(['of a in retention'])
})

test('two sources share an experiment of a staging server, and its copy is found by either', async () => {
  const { a, b, t, more, first } = namesakes('s')
  const [s] = more as [MemoryServer]
  await copy({ source: a, target: t })
  await copy({ source: a, target: s })
  await copy({ source: b, target: s })
  await copy({ source: s, target: t })
  a.change(first, { name: 'retention' })
  await copy({ source: a, target: t })

  await copy({ source: b, target: t })
  await copy({ source: s, target: t })

  expect(placesAt(t)).toEqual(['of a in retention', 'of b in retention'])
  t.writes.length = 0
  for (const source of [a, b, s]) await copy({ source, target: t })
  expect(t.writes).toEqual([])
})

test('what a staging server has in one experiment is found in the two that the target has of it', async () => {
  const { a, b, t, more, first } = namesakes('s')
  const [s] = more as [MemoryServer]
  for (const source of [a, b]) await copy({ source, target: s })
  await copy({ source: a, target: t })
  a.change(first, { name: 'retention' })
  for (const source of [a, b]) await copy({ source, target: t })
  expect(placesAt(t)).toEqual(['of a in retention', 'of b in churn'])

  await copy({ source: s, target: t })

  expect(placesAt(t)).toEqual(['of a in retention', 'of b in churn'])
})

test('an experiment that another source shares is not deleted with that of the first', async () => {
  const { a, b, t, first } = namesakes()
  await copy({ source: a, target: t })
  await copy({ source: b, target: t })
  a.setLifecycle(first, 'deleted')

  const report = await copy({ source: a, target: t, selection: { includeDeleted: true } })

  expect(report.objects).toMatchObject([
    {
      ref: first,
      outcome: 'degraded',
      problems: [{ code: 'ERR_FIELDS_KEPT', message: expect.stringContaining('deleted') }],
    },
  ])
  expect(t.all('experiment').map(({ header }) => header.fields)).toMatchObject([
    { name: 'Default', lifecycle: 'active' },
    { name: 'churn', lifecycle: 'active' },
  ])
  expect(placesAt(t)).toEqual(['of a in churn', 'of b in churn'])
  expect(t.all('run').map(({ header }) => header.fields)).toMatchObject([
    { name: 'of a', lifecycle: 'deleted' },
    { name: 'of b', lifecycle: 'active' },
  ])
})

test('an experiment that comes back with its source is noted what went into that meanwhile', async () => {
  const { a, b, t, more, first } = namesakes('s')
  const [s] = more as [MemoryServer]
  const pass = async () => {
    await copy({ source: a, target: s, selection: { includeDeleted: true } })
    await copy({ source: s, target: t, selection: { includeDeleted: true } })
  }
  a.setLifecycle(first, 'deleted')
  await pass()
  a.setLifecycle(first, 'active')
  await copy({ source: a, target: s })
  await copy({ source: b, target: s })

  await pass()

  expect(t.all('experiment')[1]).toMatchObject({
    header: { fields: { lifecycle: 'active' } },
    merged: [{ uri: 'http://b' }],
  })
})

test('an experiment into which users put a run at the target is not deleted there', async () => {
  const { a, t, first } = namesakes()
  await copy({ source: a, target: t })
  const own = t.make('run', { fields: { name: 'own' }, scope: t.all('experiment')[1]?.header.ref as Ref })
  a.setLifecycle(first, 'deleted')
  const before = t.get(own)

  const report = await copy({ source: a, target: t, selection: { includeDeleted: true } })

  expect(report.unsettled).toMatchObject([{ target: { kind: 'experiment' }, problem: { code: 'ERR_FIELDS_KEPT' } }])
  expect(t.get(own)).toBe(before)
})

test('of two schemas with one name in two experiments that went into one, the second is named, and what asks for it comes', async () => {
  const { a, b, t, more, first, second } = namesakes('s')
  const [s] = more as [MemoryServer]
  const schemas = [
    a.make('labelSchema', { fields: { name: 'good', instruction: 'of a' }, scope: first }),
    b.make('labelSchema', { fields: { name: 'good', instruction: 'of b' }, scope: second }),
  ]
  b.make('reviewQueue', { fields: { name: 'queue' }, scope: second, links: [link('schemas', schemas[1] as Ref)] })
  await copy({
    source: a,
    target: t,
    selection: { runIds: a.all('run').map(({ header }) => header.ref.id) },
    only: true,
  })
  a.change(first, { name: 'loss' })
  await copy({ source: a, target: s })
  await copy({ source: b, target: s })

  const namedFrom = async (source: MemoryServer) => {
    const { objects } = await copy({ source, target: t })
    return objects
      .filter(({ ref }) => ref.kind === 'labelSchema' || ref.kind === 'reviewQueue')
      .map(({ ref, problems }) => `${ref.kind} ${problems[0]?.code}`)
  }
  expect(await namedFrom(s)).toEqual(['labelSchema ERR_NAME_TAKEN', 'reviewQueue ERR_NEEDED_FAILED'])
  // Now the other one is there: nothing is tried in vain, and the queue asks nothing of it.
  for (const source of [s, b]) expect(await namedFrom(source)).toEqual(['labelSchema ERR_NAME_TAKEN'])
  expect(t.all('reviewQueue')).toHaveLength(1)
})

test('an experiment that is deleted and restored at the source is so at the target, and another one is not', async () => {
  const { a, b, t, first } = namesakes()
  const take = (source: MemoryServer) => copy({ source, target: t, selection: { includeDeleted: true } })
  const lifecycles = () =>
    [...t.all('experiment'), ...t.all('run')]
      .slice(1)
      .map(({ header }) => (header.fields as { lifecycle: string }).lifecycle)
  await take(a)
  a.setLifecycle(first, 'deleted')
  await take(a)
  expect(lifecycles()).toEqual(['deleted', 'deleted'])
  expect((await take(b)).objects).toMatchObject([
    { ref: { kind: 'experiment' }, problems: [{ code: 'ERR_EXPERIMENT_DELETED' }] },
    { ref: { kind: 'run' }, problems: [{ code: 'ERR_SCOPE_FAILED' }] },
  ])
  a.setLifecycle(first, 'active')
  await take(a)
  expect(lifecycles()).toEqual(['active', 'active'])
  t.setLifecycle(t.all('experiment')[1]?.header.ref as Ref, 'deleted')
  a.make('run', { fields: { name: 'new' }, scope: first })

  expect((await take(a)).objects[0]).toMatchObject({ problems: [{ code: 'ERR_EXPERIMENT_DELETED' }] })
})

test('no note is written where one source alone went into an experiment', async () => {
  const { a, t } = namesakes()

  await copy({ source: a, target: t })

  expect(t.writes.filter((write) => write.startsWith('note'))).toEqual([])
})

function withPrefix(prefix: string): NonNullable<Parameters<typeof copy>[0]['amend']> {
  return (header) => {
    const { name } = header.fields as { readonly name: string }
    return header.ref.kind === 'experiment'
      ? { ...header, fields: { ...header.fields, name: `${prefix}${name}` } }
      : header
  }
}

/** The same objects, but for the notes of what else went into them. */
function withoutNotes(server: MemoryServer): MemoryServer {
  const copied = snapshotOf(server)
  for (const [key, { merged: _, ...object }] of copied.objects) copied.objects.set(key, object)
  return copied
}

/** The same objects as they are now, to be read as an export is. */
function snapshotOf(server: MemoryServer): MemoryServer {
  const copied = new MemoryServer(server.label)
  copied.objects.clear()
  for (const [key, object] of server.objects) copied.objects.set(key, object)
  return copied
}

test('what comes by the short road while it still runs is read again, and nothing is written', async () => {
  const [a, b, c] = [new MemoryServer('http://a'), new MemoryServer('http://b'), new MemoryServer('http://c')]
  const experiment = a.make('experiment', { fields: { name: 'churn' } })
  a.make('run', { fields: { status: 'RUNNING', endTime: null }, scope: experiment, chunks: [point(1)] })
  await copy({ source: a, target: b })
  await copy({ source: b, target: c })
  c.writes.length = 0

  const report = await copy({ source: a, target: c })

  expect(c.writes).toEqual([])
  expect(outcomes(report)).toEqual(nothing)
})

test('marks of the last release, without creation times and content, go on being recognised, and nothing is written', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  fill(a)
  await copy({ source: a, target: b })
  asOfLastRelease(b)
  b.writes.length = 0

  const report = await copy({ source: a, target: b })

  expect(outcomes(report)).toEqual(nothing)
  expect(b.writes).toEqual([])
})

test('a mark of the last release that names the same version of another server is not taken for its own', async () => {
  const [one, two, target] = [
    new MemoryServer('http://one'),
    new MemoryServer('http://two'),
    new MemoryServer('http://t'),
  ]
  fill(one, { description: 'of one' })
  fill(two, { description: 'of two' })
  await copy({ source: one, target })
  asOfLastRelease(target)
  const before = target.dump()

  await copy({ source: two, target })

  const after = withoutNotes(target).dump()
  for (const [key, object] of before) expect(after.get(key)).toBe(object)
})

test('links to what is outside the selection are found over two hops', async () => {
  const [a, b, c] = [new MemoryServer('http://a'), new MemoryServer('http://b'), new MemoryServer('http://c')]
  const home = a.make('experiment', { fields: { name: 'home' } })
  const run = a.make('run', { scope: home })
  await copy({ source: a, target: b })
  await copy({ source: b, target: c })
  const other = a.make('experiment', { fields: { name: 'other' } })
  a.make('run', { scope: other, links: [link('parent', run)] })

  await copy({ source: a, target: c, selection: { experiments: ['other'] } })

  const [first, second] = c.all('run')
  expect(second?.header.links).toMatchObject([{ field: 'parent', to: first?.header.ref }])
})

test('the way back of a part: its links to what is outside the selection name the originals', async () => {
  const [a, b] = [new MemoryServer('http://a'), new MemoryServer('http://b')]
  const run = a.make('run', { scope: a.make('experiment', { fields: { name: 'home' } }) })
  await copy({ source: a, target: b })
  const other = b.make('experiment', { fields: { name: 'other' } })
  b.make('run', {
    fields: { tags: new Map([['new', 'work']]) },
    scope: other,
    links: [link('parent', b.all('run')[0]?.header.ref as Ref)],
  })
  b.make('run', { scope: b.all('experiment')[1]?.header.ref as Ref })
  await copy({ source: a, target: b })
  b.make('run', { scope: other, links: [link('parent', b.all('run')[0]?.header.ref as Ref)] })

  await copy({ source: b, target: a, selection: { experiments: ['other'] } })
  await copy({ source: b, target: a, selection: { experiments: ['home', 'other'] } })

  const linked = a.all('run').flatMap(({ header }) => header.links)
  expect(linked).toEqual([link('parent', run), link('parent', run)])
})

function asOfLastRelease(server: MemoryServer): void {
  for (const [key, { mark, ...object }] of server.objects) {
    if (!mark) continue
    const ancestors = mark.ancestors.map(({ created: _, ...each }) => each)
    const sealed = mark.sealed?.replace(/ content=\S+$/, '')
    server.objects.set(key, { ...object, mark: { ...mark, ancestors, sealed } })
  }
}
