import { describe, expect, test } from 'vitest'
import type { Source } from '../../contracts/source.ts'
import type { Target } from '../../contracts/target.ts'
import type { Written } from '../../contracts/written.ts'
import { putBytes } from '../../files/put-bytes.ts'
import { contentOf } from '../../objects/content.ts'
import { fingerprintOf } from '../../objects/fingerprint-of.ts'
import { type Header, isUnreadable } from '../../objects/header.ts'
import { type Ref, refKey } from '../../objects/ref.ts'
import { contentOfSeal, isSealedAs } from '../../objects/seal.ts'
import { memoryScopes } from '../memory-objects.ts'
import { metricChunk, type SampleObject, sampleRun } from '../sample-objects.ts'
import { samplesOfEveryKind } from '../samples/every-kind.ts'
import { freshSample } from '../samples/fresh-sample.ts'
import { sampleIds, sampleOf } from '../samples/sample-of.ts'
import { byId, list, listAll, readContent, readText } from './read-objects.ts'
import { testSource } from './test-source.ts'
import {
  beginSampleJob,
  isDeleted,
  openSample,
  type SampleJob,
  sealFor,
  writeSample,
  writeSamples,
} from './write-samples.ts'

export interface PlaceUnderTest {
  /** Opens it for a job. */
  target(): Promise<Target & Partial<AsyncDisposable>>
  /** Opens what it holds, finished or not. */
  source(): Promise<Source>
}

export interface TargetUnderTest {
  readonly name: string
  /** An empty place; called once, before the first test. */
  open(): Promise<PlaceUnderTest>
}

const signal = new AbortController().signal
const samples = samplesOfEveryKind()
const kinds = [...new Set(samples.map(({ header }) => header.ref.kind))]

/** What every Target must do, and what it wrote as a Source. Needs vitest; call it at the top level of a test file. */
export function testTarget({ name, open }: TargetUnderTest): void {
  let opened: Promise<PlaceUnderTest> | undefined
  const thePlace = () => {
    opened ??= open()
    return opened
  }
  /** Of another process, so to say: nothing is remembered but what is at the place. */
  const beginJob = async () => {
    const job = await beginJobAt(await (await thePlace()).target())
    for (const [key, ref] of (await refs) ?? []) job.refs.set(key, ref)
    return job
  }
  let refs: Promise<ReadonlyMap<string, Ref>> | undefined
  const written = () => {
    refs ??= (async () => {
      await using job = await beginJobAt(await (await thePlace()).target())
      await writeSamples(job, samples)
      return job.refs
    })()
    return refs
  }

  testSource({
    name: `${name}, as a job wrote it,`,
    async open() {
      await written()
      return (await thePlace()).source()
    },
  })

  describe(`${name} as a Target`, () => {
    describe.each(kinds)('%s', (kind) => {
      const own = samples.filter(({ header }) => header.ref.kind === kind)

      test('tells what it wrote: the key, the mark, what holds it and what it came from', async ({ skip }) => {
        await written()
        await using job = await beginJob()
        const carries = job.capabilities.kind(kind) ?? skip('not held')
        const found = await writtenOf(kind, job)
        const told = own.map((sample) => {
          const [each, ...others] = found.filter(
            (other) => other.target.id === job.refs.get(refKey(sample.header.ref))?.id,
          )
          expect([sample.header.ref.id, others]).toEqual([sample.header.ref.id, []])
          return each
        })
        expect(told).toMatchObject(
          own.map((sample) => ({ key: sample.key, ours: true, deleted: isDeleted(sample), pending: [] })),
        )
        for (const [at, each] of told.entries()) {
          const { header } = own[at] as SampleObject
          expect(isSealedAs(each?.sealed, header)).toBe(true)
          const [source] = each?.ancestors ?? []
          if (source) expect(source.id).toBe(header.ref.id)
          if (header.scope) expect(each?.scope).toEqual(job.refs.get(refKey(header.scope)))
          const lost = Object.entries(carries.fields).some(
            ([name, each]) => name in header.fields && 'lost' in each && inContent(kind, name),
          )
          if (each?.content !== undefined && !lost) expect(each.content).toBe(contentOf(header))
          if (each?.ancestors && job.capabilities.sealsContent)
            expect(contentOfSeal(each.sealed)).toBe(contentOf(header))
        }
      })

      test('a job that finds it as it is writes nothing', async ({ skip }) => {
        await written()
        await using job = await beginJob()
        if (!job.capabilities.kind(kind)) skip('not held')
        const found = await writtenOf(kind, job)
        const again = own.map((sample) =>
          found.find(({ target }) => target.id === job.refs.get(refKey(sample.header.ref))?.id),
        )
        const before = found.length
        for (const [at, sample] of own.entries()) {
          // What is deleted is brought back to be written; records of a dataset are sent again.
          if (isDeleted(sample) || kind === 'evaluationDataset') continue
          const { ref, changed } = await writeSample(job, sample, { earlier: again[at] })
          expect([ref, changed]).toEqual([again[at]?.target, false])
        }
        await job.target.complete(signal)
        expect((await writtenOf(kind, job)).length).toBe(before)
      })

      test('one that a killed job began is taken up, and is there once', async ({ skip }) => {
        await written()
        const [sample] = own
        if (!sample) return skip('no sample')
        const fresh = freshSample(sample, 7)
        let before = 0
        {
          await using job = await beginJob()
          if (!job.capabilities.kind(kind)) skip('not held')
          before = (await writtenOf(kind, job)).length
          await (await openSample(job, fresh))[Symbol.asyncDispose]()
        }
        await using job = await beginJob()
        const begun = (await writtenOf(kind, job)).find(({ key }) => key === fresh.key)
        if (begun?.sealed !== undefined) expect(isSealedAs(begun.sealed, fresh.header)).toBe(true)
        const { ref } = await writeSample(job, fresh, { earlier: begun })
        await job.target.complete(signal)
        if (begun) expect(ref).toEqual(begun.target)
        const now = await writtenOf(kind, job)
        const found = now.filter(({ target }) => target.id === ref.id)
        expect(found.map((each) => [each.key, each.ours, isSealedAs(each.sealed, fresh.header)])).toEqual([
          [fresh.key, true, true],
        ])
        expect(now.length).toBe(before + 1)
      })
    })

    test('what is sealed without the mark is unfinished, until it is sealed with it', async () => {
      await written()
      await using job = await beginJob()
      const run = newRun('without mark')
      await writeSample(job, run, { mark: false })
      const unfinished = (await writtenOf('run', job)).find(({ key }) => key === run.key)
      expect(unfinished?.sealed).toBeUndefined()
      await writeSample(job, run, { earlier: unfinished })
      const done = (await writtenOf('run', job)).filter(({ key }) => key === run.key)
      expect(done.map(({ sealed }) => sealed)).toEqual([sealFor(job, run)])
      await job.target.complete(signal)
    })

    test('an earlier copy takes what is new: a status, tags, points and files', async () => {
      await written()
      await using job = await beginJob()
      const begun = newRun('grows', { status: 'RUNNING', endTime: null })
      await writeSample(job, begun)
      const earlier = (await writtenOf('run', job)).find(({ key }) => key === begun.key)
      const chunk = metricChunk('late é', [
        [1, 1n],
        [2, 2n],
      ])
      const grown = newRun('grows', { tags: new Map([['late', 'é']]), metrics: [chunk] })
      const more = { ...grown, chunks: [chunk], files: { 'late.txt': 'é' } }
      expect(await writeSample(job, more, { earlier })).toMatchObject({ changed: true })
      await job.target.complete(signal)
      const source = await (await thePlace()).source()
      const [header] = (await listAll(source, 'run', signal)).filter((each) => nameOf(each) === 'grows')
      if (!header) throw new Error('The run is not there.')
      expect(header.fields).toMatchObject({ status: 'FINISHED', endTime: 1_700_000_060_000 })
      expect((header.fields as { tags: ReadonlyMap<string, string> }).tags.get('late')).toBe('é')
      expect(await readContent(source, header, signal)).toMatchObject({
        ...{ points: { 'late é': ['1@1@1700000000456', '2@2@1700000000456'] }, files: { 'late.txt': 'é' } },
      })
    })

    test('keeps pending links, and settles them later', async () => {
      await written()
      await using job = await beginJob()
      const [parent, child] = [newRun('pending parent'), newRun('pending child', {}, 'pending parent')]
      const { ref } = await writeSample(job, child)
      const waiting = async () => (await writtenOf('run', job)).find(({ key }) => key === child.key)?.pending
      // Where ids are kept, a link needs nothing else to be whole.
      expect([child.header.links, ...(job.capabilities.keepsIds ? [[]] : [])]).toContainEqual(await waiting())
      const { ref: to } = await writeSample(job, parent)
      await job.target.relink(ref, [{ field: 'parent', to }], [], signal)
      expect(await waiting()).toEqual([])
      await job.target.complete(signal)
      const source = await (await thePlace()).source()
      const [header] = await list(source, 'run', byId(ref), signal)
      expect((header as Header).links).toEqual([{ field: 'parent', to }])
    })

    test('several are written at once, each for itself', async () => {
      await written()
      await using job = await beginJob()
      const numbers = [1, 2, 3, 4, 5, 6]
      const runs = numbers.map((n) => ({
        ...newRun(`at once ${n}`),
        chunks: [
          metricChunk('m', [
            [n, 0n],
            [n + 1, 1n],
          ]),
        ],
        files: { 'n.txt': String(n) },
      }))
      const refs = await Promise.all(runs.map(async (run) => (await writeSample(job, run)).ref))
      await job.target.complete(signal)
      expect(new Set(refs.map(({ id }) => id)).size).toBe(numbers.length)
      const source = await (await thePlace()).source()
      for (const [at, ref] of refs.entries()) {
        const n = numbers[at] as number
        const [header] = await list(source, 'run', byId(ref), signal)
        expect(nameOf(header as Header)).toBe(`at once ${n}`)
        const { points, files } = await readContent(source, header as Header, signal)
        expect([points.m, files]).toEqual([
          [`${n}@0@1700000000456`, `${n + 1}@1@1700000000456`],
          { 'n.txt': String(n) },
        ])
      }
    })

    test('takes no file of another size, and none that would leave its place', async () => {
      await written()
      await using job = await beginJob()
      await using writer = await openSample(job, newRun('files'))
      const root = writer.artifacts
      if (!root) throw new Error('A run has files.')
      const put = (path: string, size: number) =>
        root.put(
          { path, size },
          async function* () {
            yield Buffer.from('abc')
          },
          signal,
        )
      await expect(put('cut.txt', 4)).rejects.toMatchObject({ code: 'ERR_ARTIFACT_SIZE' })
      expect(await put('whole.txt', 3)).toMatchObject({ path: 'whole.txt', size: 3 })
      await putBytes(root, { path: 'whole.txt', bytes: Buffer.from('other') }, signal)
      expect(await readText(root.open('whole.txt', { start: 2 }, signal))).toBe('her')
      await expect(put('../out.txt', 3)).rejects.toMatchObject({ code: 'ERR_UNSAFE_PATH' })
    })

    test('a copy of a copy tells both', async ({ skip }) => {
      await written()
      await using job = await beginJob()
      const origin = { id: 'e'.repeat(32), uri: 'http://first' }
      const { header, ...run } = newRun('second hop')
      await writeSample(job, { ...run, header: { ...header, origin, copyOf: origin.id } })
      await job.target.complete(signal)
      const source = await (await thePlace()).source()
      const found = (await listAll(source, 'run', signal)).find((each) => nameOf(each) === 'second hop')
      const first = found?.origin
      if (found?.ref.id === header.ref.id) return expect(first).toMatchObject(origin)
      expect(found?.copyOf ?? skip('tells no lineage')).toBe(header.ref.id)
      if (first) expect(first).toMatchObject({ ...origin, via: { id: header.ref.id } })
    })

    test('finds a copy wherever it is', async ({ skip }) => {
      const refs = await written()
      await using job = await beginJob()
      const { target } = job
      if (!target.find) skip('nothing but what is listed')
      for (const ref of [sampleIds.child, sampleIds.loggedModel, sampleIds.trace]) {
        if (job.capabilities.kind(ref.kind))
          expect(await target.find?.(ref.kind, ref.id, signal)).toMatchObject({ target: refs.get(refKey(ref)) })
      }
      expect(await target.find?.('run', 'f'.repeat(32), signal)).toBeUndefined()
      expect(await target.find?.('loggedModel', `m-${'f'.repeat(32)}`, signal)).toBeUndefined()
    })

    test('shows one as a Source does', async ({ skip }) => {
      await written()
      await using job = await beginJob()
      const { show } = job.target
      if (!show) skip('it does not')
      const source = await (await thePlace()).source()
      for (const kind of kinds.filter((each) => job.capabilities.kind(each))) {
        const each = (await writtenOf(kind, job)).find(
          ({ target, deleted }) => !deleted && [...job.refs.values()].some((ref) => refKey(ref) === refKey(target)),
        )
        if (!each) continue
        const listed = await list(
          source,
          kind,
          { ...byId(each.target), ...(each.scope ? { scopes: [each.scope] } : {}) },
          signal,
        )
        expect(await job.target.show?.(each, signal)).toEqual(listed[0])
      }
      expect(await job.target.show?.({ target: { kind: 'run', id: 'f'.repeat(32) } }, signal)).toBeUndefined()
    })

    test('foresees nothing against objects that can be written, and names what links lose', async () => {
      await written()
      await using job = await beginJob()
      for (const sample of samples) {
        const { ref, scope, links } = sample.header
        if (!job.capabilities.kind(ref.kind) || ref.kind.endsWith('Version')) continue
        const fresh = freshSample(sample, 99)
        const context = {
          key: fresh.key,
          earlier: undefined,
          scope: scope && job.refs.get(refKey(scope)),
          links: [],
          sourceUri: '',
        }
        await job.target.foresee?.(fresh.header, context, signal)
        const fixed = job.capabilities.kind(ref.kind)?.fixedLinks ?? []
        const lost = job.target.lostWithout?.(ref.kind, [], links) ?? []
        if (lost.length > 0) expect(links.some(({ field }) => fixed.includes(field))).toBe(true)
      }
      expect((await (await thePlace()).source()).label).toBeTruthy()
    })

    test('reproduces "deleted"', async ({ skip }) => {
      await written()
      await using job = await beginJob()
      if (!job.target.remove) skip('the header said it already')
      const { ref } = await writeSample(job, newRun('to be deleted'))
      await job.target.remove?.(ref, signal)
      await job.target.complete(signal)
      expect((await writtenOf('run', job)).find(({ target }) => target.id === ref.id)).toMatchObject({ deleted: true })
      const source = await (await thePlace()).source()
      const scopes = [job.refs.get(refKey(sampleIds.experiment)) as Ref]
      expect((await list(source, 'run', { scopes }, signal)).map((each) => each.ref.id)).not.toContain(ref.id)
    })

    test('takes a late copy away where nothing was written to it', async ({ skip }) => {
      await written()
      await using job = await beginJob()
      if (!job.target.removeLate) skip('there is never one')
      const run = newRun('twins')
      const { ref } = await writeSample(job, run)
      const late = await openSample(job, run)
      await late[Symbol.asyncDispose]()
      await job.target.removeLate?.(late.ref, signal)
      await job.target.removeLate?.(ref, signal)
      const left = (await writtenOf('run', job)).filter(({ key }) => key === run.key)
      expect(left.map(({ target }) => target)).toEqual([ref])
    })

    test('deletes by name what a user wants replaced, with all that it holds', async ({ skip }) => {
      await written()
      await using job = await beginJob()
      if (!job.target.clear || !job.capabilities.kind('registeredModel')) skip('it cannot')
      const model = samples.find(({ header }) => header.ref.kind === 'registeredModel')
      const fresh = freshSample(model as SampleObject, 5)
      const { ref } = await writeSample(job, fresh)
      await job.target.clear?.('registeredModel', ref.id, signal)
      expect((await writtenOf('registeredModel', job)).map(({ key }) => key)).not.toContain(ref.id)
      expect((await writtenOf('registeredModel', job)).length).toBeGreaterThan(0)
    })

    test('one job at a time creates objects', async ({ skip }) => {
      await written()
      await using first = await beginJob()
      if (!first.target.lease) skip('nobody else writes there meanwhile')
      await using second = await beginJob()
      const [one, two] = [await first.target.lease?.(signal), await second.target.lease?.(signal)]
      if (!one || !two) throw new Error('No lease.')
      expect(await one.take(signal)).toBe(true)
      await expect(two.take(signal)).rejects.toMatchObject({ code: 'ERR_TARGET_BUSY' })
      await one.release()
      // What it listed may be old.
      expect(await two.take(signal)).toBe(false)
      await two.release()
      const again = await second.target.lease?.(signal)
      expect(await again?.take(signal)).toBe(true)
      await again?.release()
    })

    test('jobs of one connection follow each other, and remember nothing of what another wrote', async ({ skip }) => {
      await written()
      await using first = await beginJob()
      if (!first.target.lease || !first.capabilities.kind('labelSchema')) skip('nobody else writes there meanwhile')
      const schema = freshSample(samples.find(({ header }) => header.ref.kind === 'labelSchema') as SampleObject, 3)
      const keys = async (job: SampleJob) =>
        (await writtenOf('labelSchema', job)).flatMap(({ key, ours }) => (ours ? [key] : []))
      expect(await keys(first)).not.toContain(schema.key)
      await using other = await beginJob()
      await writeSample(other, schema)
      await using second = await beginSampleJob(first.store, signal).then((job) => ({
        ...job,
        refs: first.refs,
        [Symbol.asyncDispose]: () => job.target[Symbol.asyncDispose](),
      }))
      expect(await keys(second)).toContain(schema.key)
    })

    test('keeps workspaces apart', async ({ skip }) => {
      await written()
      await using job = await beginJob()
      const workspaces = (await job.store.workspaces?.(signal)) ?? skip('not divided')
      expect((await workspaces.list(signal))[0]).toBe('default')
    })

    test('what mlferry noted can be told and taken away, one object after the other', async ({ skip }) => {
      await written()
      await using job = await beginJob()
      const marks = job.store.marks?.() ?? skip('notes nothing')
      const { ref } = await writeSample(job, newRun('marked'))
      const marked = await Array.fromAsync(marks.list(signal))
      const known = new Set(marked.map((each) => refKey(each.ref)))
      const withTags = new Set(
        samples.flatMap(({ header: { ref, fields } }) => ('tags' in fields ? [refKey(ref)] : [])),
      )
      for (const [key, at] of job.refs) if (withTags.has(key)) expect([key, known.has(refKey(at))]).toEqual([key, true])
      const one = marked.find((each) => each.ref.id === ref.id)
      if (!one) throw new Error('The run is not told.')
      expect(one).toMatchObject({ pending: 0, deleted: false, keeps: false })
      await marks.remove(one, signal)
      await marks.complete()
      const left = await writtenOf('run', job)
      expect(left.filter(({ target, ours }) => target.id === ref.id && ours)).toEqual([])
      expect(left.length).toBeGreaterThan(3)
    })
  })
}

async function beginJobAt(store: Target & Partial<AsyncDisposable>) {
  const job = await beginSampleJob(store, signal)
  return {
    ...job,
    async [Symbol.asyncDispose]() {
      await job.target[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]?.()
    },
  }
}

/** What the target tells of a kind, in every place where there may be some. */
async function writtenOf(kind: string, { target, refs }: SampleJob): Promise<readonly Written[]> {
  const holder = memoryScopes[kind]
  const scopes = holder === undefined ? undefined : holdersOf(holder, refs)
  // A job asks for what holds a kind first.
  if (holder !== undefined) for await (const _ of target.written(holder, undefined, signal));
  const written: Written[] = []
  for await (const page of target.written(kind, scopes, signal)) {
    for (const each of page) {
      if (isUnreadable(each)) throw each.error
      written.push(each)
    }
  }
  return written
}

function holdersOf(kind: string, refs: ReadonlyMap<string, Ref>): readonly Ref[] {
  const own = [...refs].flatMap(([key, ref]) => (key.startsWith(`${kind}\n`) ? [ref] : []))
  return [...new Map(own.map((ref) => [ref.id, ref])).values()]
}

/** In the sample experiment; of runs that are new, the name tells the id. */
function newRun(name: string, given: Partial<Parameters<typeof sampleRun>[0]> = {}, parent?: string): SampleObject {
  const id = (of: string) => Buffer.from(of.padEnd(16, '.').slice(0, 16)).toString('hex')
  const header = sampleRun({ ...given, name, id: id(name), ...(parent ? { parent: id(parent) } : {}) })
  return sampleOf({ ...header, scope: sampleIds.experiment })
}

function nameOf({ fields }: Header): string {
  return (fields as { readonly name: string }).name
}

/** Whether a field counts for `contentOf`. */
function inContent(kind: string, name: string): boolean {
  const { header } = samples.find((sample) => sample.header.ref.kind === kind) as SampleObject
  const { [name]: _, ...without } = header.fields as Record<string, unknown>
  return (
    name !== 'source' && fingerprintOf({ ...header, fields: { ...without, [name]: null } }) !== fingerprintOf(header)
  )
}
