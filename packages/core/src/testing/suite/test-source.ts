import type { JsonObject } from '@mlferry/exact-json'
import { describe, expect, test } from 'vitest'
import type { Source } from '../../contracts/source.ts'
import { isFatal } from '../../errors/error-questions.ts'
import { canonicalText } from '../../objects/fingerprint.ts'
import { fingerprintOf } from '../../objects/fingerprint-of.ts'
import { type Header, isUnreadable } from '../../objects/header.ts'
import { linksInOrder, type Ref, refKey } from '../../objects/ref.ts'
import { isSealedAs } from '../../objects/seal.ts'
import { memoryScopes } from '../memory-objects.ts'
import type { SampleObject } from '../sample-objects.ts'
import { samplesOfEveryKind } from '../samples/every-kind.ts'
import { freshSample } from '../samples/fresh-sample.ts'
import { sampleIds } from '../samples/sample-of.ts'
import { list, listAll, readable, readContent, readText, texts } from './read-objects.ts'
import { ToldBySamples } from './told-by-samples.ts'

export interface SourceUnderTest {
  readonly name: string
  /** A source that holds the samples of all kinds that it can hold; called once, before the first test. It may have other objects besides. */
  open(): Promise<Source>
  /** What it shows. Default: `samplesOfEveryKind()`. */
  readonly samples?: readonly SampleObject[]
  /** The same source, which can no longer read this object. Called last. Absent: there is no way to bring that about. */
  readonly damage?: (object: Header) => Promise<Source>
  /** It lists only, and reads nothing. */
  readonly withoutContent?: true
}

const signal = new AbortController().signal

/** What every Source must do. Needs vitest; call it at the top level of a test file. */
export function testSource({
  name,
  open,
  samples = samplesOfEveryKind(),
  damage,
  withoutContent,
}: SourceUnderTest): void {
  describe(`${name} as a Source`, () => {
    let opened: Promise<Source> | undefined
    const theSource = () => {
      opened ??= open()
      return opened
    }
    const headers = new Map<string, Promise<readonly Header[]>>()
    const theHeaders = async (kind: string) => {
      const source = await theSource()
      const listed = headers.get(kind) ?? listAll(source, kind, signal)
      headers.set(kind, listed)
      return listed
    }
    const heldKinds = async () => {
      const { kind: carries } = await (await theSource()).capabilities(signal)
      return [...new Set(samples.map(({ header }) => header.ref.kind))].filter((kind) => carries(kind))
    }
    const told = async () => {
      const kinds = await heldKinds()
      return new ToldBySamples(samples, (await Promise.all(kinds.map(theHeaders))).flat())
    }
    /** One sample as the source lists it. */
    const listed = async ({ kind, id }: { kind: string; id: string }) => {
      const ids = await told()
      const found = (await theHeaders(kind)).find((each) => ids.sampleOf(each)?.header.ref.id === id)
      if (!found) throw new Error(`The source does not show the sample ${kind} ${id}.`)
      return found
    }
    const isShown = ({ kind, id }: Ref) => samples.some(({ header: { ref } }) => ref.kind === kind && ref.id === id)
    const holds = async (kind: string) => (await (await theSource()).capabilities(signal)).kind(kind)

    describe.each([...new Set(samples.map(({ header }) => header.ref.kind))])('%s', (kind) => {
      const own = samples.filter(({ header }) => header.ref.kind === kind)

      test('each is listed once, with all its fields and links', async ({ skip }) => {
        const carries = (await holds(kind)) ?? skip('not held')
        const [ids, found] = [await told(), await theHeaders(kind)]
        const shown = found.flatMap((header) => {
          const sample = ids.sampleOf(header)
          return sample ? [ids.tell(header, sample, carries)] : []
        })
        const expected = own.map(({ header }) => ({ ...header, links: linksInOrder(header.links) }))
        expect(byRef(shown).map(withoutPrint)).toEqual(byRef(expected).map(withoutPrint))
        const tags = found.flatMap(({ fields }) => [...(fields.tags ?? [])])
        expect(tags.filter(([key]) => key.startsWith('mlferry.'))).toEqual([])
      })

      test('a fingerprint is that of the same object in any other store', async ({ skip }) => {
        const carries = (await holds(kind)) ?? skip('not held')
        const ids = await told()
        for (const header of await theHeaders(kind)) {
          const sample = ids.sampleOf(header)
          if (!sample) continue
          const asSampled = ids.tell(header, sample, carries)
          const keepsIds =
            refKey(asSampled.ref) === refKey(header.ref) && isSame(asSampled.links, linksInOrder(header.links))
          if (keepsIds) expect(header.fingerprint).toBe(sample.header.fingerprint)
          else {
            expect(header.fingerprint).toBe(fingerprintOf(header))
            expect(fingerprintOf(asSampled)).toBe(sample.header.fingerprint)
          }
        }
      })

      test('every listing gives the same fingerprints; links that it leaves out have their own part', async ({
        skip,
      }) => {
        if (!(await holds(kind))) skip('not held')
        const whole = new Map((await theHeaders(kind)).map((header) => [refKey(header.ref), header]))
        const again = await listAllOf(await theSource(), kind, [...whole.values()])
        for (const header of again) {
          const known = whole.get(refKey(header.ref))
          expect(isSealedAs(known?.fingerprint, header)).toBe(true)
          for (const { field } of header.links) expect(header.unlisted ?? []).not.toContain(field)
        }
        expect(new Set(again.map(({ ref }) => refKey(ref)))).toEqual(new Set(whole.keys()))
        expect(again.length).toBe(whole.size)
      })

      test('just those of some ids, or of some holders', async ({ skip }) => {
        if (!(await holds(kind))) skip('not held')
        const source = await theSource()
        const found = await theHeaders(kind)
        const { ref } = await listed(own[0]?.header.ref ?? skip('no sample'))
        const ids = async (query: object) => (await list(source, kind, query, signal)).map((each) => each.ref.id).sort()
        const absent = freshSample(own[0] as SampleObject, 88).header.ref.id
        expect(await ids({ ids: [absent, ref.id], includeDeleted: true })).toEqual([ref.id])
        expect(await ids({ ids: [], includeDeleted: true })).toEqual([])
        const { scope } = found.find((each) => each.ref.id === ref.id) ?? {}
        if (memoryScopes[kind] === undefined) return expect(scope).toBeUndefined()
        expect(scope?.kind).toBe(memoryScopes[kind])
        const held = found.filter((each) => each.scope?.id === scope?.id).map((each) => each.ref.id)
        expect(await ids({ scopes: [scope], includeDeleted: true })).toEqual(held.sort())
        expect(await ids({ scopes: [], includeDeleted: true })).toEqual([])
      })
    })

    test('deleted ones are listed where they are asked for', async () => {
      const source = await theSource()
      for (const ref of [sampleIds.deletedExperiment, sampleIds.deletedRun].filter(isShown)) {
        const { ref: own, scope } = await listed(ref)
        const query = scope ? { scopes: [scope] } : {}
        const ids = async (more: object) =>
          (await list(source, ref.kind, { ...query, ...more }, signal)).map((each) => each.ref.id)
        expect(await ids({})).not.toContain(own.id)
        expect(await ids({ includeDeleted: true })).toContain(own.id)
      }
    })

    test.each([
      ['run', [sampleIds.deletedRun, sampleIds.parent, sampleIds.child, sampleIds.open]],
      ['trace', [sampleIds.trace, sampleIds.openTrace]],
    ])('a window chooses by the start (%s)', async (kind, refs) => {
      if (!refs.every(isShown) || !(await holds(kind))) return
      const source = await theSource()
      const { ref: scope } = await listed(sampleIds.experiment)
      const own = await Promise.all(refs.map(listed))
      const [last, first] = [own.at(-1) as Header, own.slice(0, -1)]
      const ids = async (window: object) =>
        (await list(source, kind, { scopes: [scope], includeDeleted: true, ...window }, signal))
          .map(({ ref }) => ref.id)
          .sort()
      expect(await ids({ since: 1_700_000_000_124 })).toEqual([last.ref.id])
      expect(await ids({ since: 1_700_000_000_999 })).toEqual([last.ref.id])
      expect(await ids({ until: 1_700_000_000_999 })).toEqual(first.map(({ ref }) => ref.id).sort())
      expect(await ids({ since: 1_700_000_000_124, until: 1_700_000_000_999 })).toEqual([])
    })

    test('a listing by links lists all that have one, or more', async ({ skip }) => {
      if (!isShown(sampleIds.trace) || !(await holds('trace'))) skip('no traces')
      const source = await theSource()
      const { ref: scope } = await listed(sampleIds.experiment)
      const [child, trace] = [await listed(sampleIds.child), await listed(sampleIds.trace)]
      const linkedTo = { kind: 'run', fields: ['sourceRun', 'runs'], ids: [child.ref.id] }
      const found = await list(source, 'trace', { scopes: [scope], linkedTo }, signal)
      expect(found.map(({ ref }) => ref.id)).toContain(trace.ref.id)
    })

    test('a filter chooses, or ends the job', async () => {
      const source = await theSource()
      const { ref: scope } = await listed(sampleIds.experiment)
      const { ref } = await listed(sampleIds.child)
      const query = { scopes: [scope], filter: "params.`empty` = '' and attributes.status = 'FINISHED'" }
      const found = await list(source, 'run', query, signal).catch((error: unknown) => error)
      if (Array.isArray(found)) expect(found.map((each) => each.ref.id)).toEqual([ref.id])
      else
        expect([isFatal(found), found]).toEqual([
          true,
          expect.objectContaining({ code: expect.stringMatching(/^ERR_FILTER_/) }),
        ])
    })

    test('each object of a batch ends exactly once, the points of a metric in one piece', async () => {
      const source = await theSource()
      for (const kind of await heldKinds()) {
        const found = await theHeaders(kind)
        const [ended, keys]: [string[], string[]] = [[], []]
        for (let at = 0; at < found.length; at += source.batchSize(kind)) {
          for await (const part of source.read(found.slice(at, at + source.batchSize(kind)), signal)) {
            if (part.type === 'end') ended.push(part.of.id)
            if (part.type !== 'metrics') continue
            expect(part.chunk.values.length).toBeGreaterThan(0)
            const key = `${part.of.id} ${part.chunk.key}`
            if (keys.at(-1) !== key) keys.push(key)
          }
        }
        expect(ended.sort()).toEqual(found.map(({ ref }) => ref.id).sort())
        expect(new Set(keys).size).toBe(keys.length)
      }
    })

    test.each(
      samples.filter((sample) => hasContent(sample)).map((sample) => [refKey(sample.header.ref), sample] as const),
    )('gives every point, row and byte of %s', async (_, sample) => {
      if (withoutContent || !(await holds(sample.header.ref.kind))) return
      const source = await theSource()
      const { points, rows, files } = await readContent(source, await listed(sample.header.ref), signal)
      expect(points).toEqual(Object.fromEntries(sample.chunks.map((chunk) => [chunk.key, texts(chunk).sort()])))
      expect(rowTexts(rows)).toEqual(rowTexts(sample.rows?.rows ?? []))
      expect(files).toMatchObject(sample.files)
    })

    test('gives the same to several readers at once, by the usual route and by another', async () => {
      if (withoutContent) return
      const source = await theSource()
      const child = await listed(sampleIds.child)
      const read = async (independent: boolean) => {
        const points: string[] = []
        for await (const part of source.read([child], signal, { independent }))
          if (part.type === 'metrics') points.push(...texts(part.chunk).map((text) => `${part.chunk.key} ${text}`))
        return points.sort()
      }
      const [first, ...others] = await Promise.all([false, true, false].map(read))
      expect(first?.length).toBe(4)
      expect(others).toEqual([first, first])
    })

    test('opens a file from an offset, and says so when there is none', async () => {
      if (withoutContent) return
      const source = await theSource()
      const root = await source.artifacts(await listed(sampleIds.child), signal)
      if (!root) throw new Error('No artifacts of the child.')
      const sizes = Object.fromEntries((await Array.fromAsync(root.list(signal))).map(({ path, size }) => [path, size]))
      expect(sizes).toEqual({ 'model/MLmodel': 12, 'empty.bin': 0, 'with space/é 値.txt': 4 })
      expect(await readText(root.open('model/MLmodel', { start: 9 }, signal))).toBe('{}\n')
      await expect(readText(root.open('no/such', { start: 0 }, signal))).rejects.toMatchObject({
        code: 'ERR_ARTIFACT_NOT_FOUND',
      })
    })

    test('counts what no kind carries, or says that it does not know', async ({ skip }) => {
      const source = await theSource()
      if (!source.count) skip('holds no such thing')
      expect(await source.count?.('no such thing', signal)).toBeUndefined()
    })

    test('opens its workspaces by name', async ({ skip }) => {
      const workspaces = (await (await theSource()).workspaces?.(signal)) ?? skip('not divided')
      expect((await workspaces.list(signal))[0]).toBe('default')
      await expect(workspaces.open('no-such', { signal })).rejects.toMatchObject({ code: 'ERR_WORKSPACE_NOT_FOUND' })
    })

    test('an object that cannot be read is listed or read as such, and its neighbours go on', async ({ skip }) => {
      const [child, parent] = [await listed(sampleIds.child), await listed(sampleIds.parent)]
      const { ref: scope } = await listed(sampleIds.experiment)
      const source = (await damage?.(child)) ?? skip('cannot be brought about')
      const found = await list(source, 'run', { scopes: [scope], includeDeleted: true }, signal)
      const damaged = found.find(({ ref }) => ref.id === child.ref.id)
      expect(damaged && isUnreadable(damaged)).toBe(true)
      expect(found.find(({ ref }) => ref.id === parent.ref.id)).toMatchObject({ fingerprint: parent.fingerprint })
      const ends = new Map<string, string>()
      for (const header of [child, parent])
        for await (const { type, of } of source.read([header], signal)) ends.set(of.id, type)
      expect([...ends.values()]).toEqual(['failed', 'end'])
    })
  })
}

/** What a first look lists: links may be left out. */
async function listAllOf(source: Source, kind: string, known: readonly Header[]): Promise<readonly Header[]> {
  const scopes = [...new Map(known.flatMap(({ scope }) => (scope ? [[refKey(scope), scope] as const] : []))).values()]
  const query = { includeDeleted: true, ...(memoryScopes[kind] === undefined ? {} : { scopes }) }
  return (await list(source, kind, query, signal)).map(readable)
}

function hasContent({ chunks, files, rows }: SampleObject): boolean {
  return chunks.length > 0 || rows !== undefined || Object.keys(files).length > 0
}

function byRef(headers: readonly Header[]): readonly Header[] {
  return [...headers].sort((a, b) => (a.ref.id < b.ref.id ? -1 : 1))
}

function withoutPrint({ fingerprint: _, ...rest }: Header): object {
  return rest
}

/** In any order; of records of evaluation datasets, without what no call sets. */
function rowTexts(rows: readonly JsonObject[]): readonly string[] {
  return rows.map(({ more: _, ...row }) => canonicalText(row)).sort()
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
