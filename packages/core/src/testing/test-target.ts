import { describe, expect, test } from 'vitest'
import type { Source } from '../contracts/source.ts'
import type { Target, Written } from '../contracts/target.ts'
import { isUnreadable } from '../objects/header.ts'
import type { Ref } from '../objects/ref.ts'
import { readAllRuns } from './read-all.ts'
import { type SampleObject, sampleObjects } from './sample-objects.ts'
import { writeObject, writeSample } from './write-sample.ts'

export interface TargetUnderTest {
  readonly name: string
  /** An empty target each time, and a way to read what it holds. */
  open(): Promise<{ readonly target: Target; readBack(): Promise<Source> }>
}

const signal = new AbortController().signal

/** What every Target must do. Needs vitest; call it at the top level of a test file. */
export function testTarget({ name, open }: TargetUnderTest): void {
  describe(`${name} as a Target`, () => {
    test('what was written reads back the same', async () => {
      const { target, readBack } = await open()
      await writeSample(target, sampleObjects())
      await target.complete(signal)
      const runs = await readAllRuns(await readBack(), signal)
      expect([...runs.keys()].sort()).toEqual(['child', 'parent', 'still running'])
      const [, , sample] = sampleObjects()
      expect(runs.get('child')?.header.fields).toMatchObject({
        ...Object.fromEntries(
          ['status', 'startTime', 'endTime', 'userId', 'params'].map((key) => [key, fieldOf(sample, key)]),
        ),
      })
      expect(runs.get('child')?.files).toEqual(sample?.files)
      expect(runs.get('child')?.points['val/loss x']).toEqual([
        '1.7976931348623157e+308@9007199254740993@1700000000456',
      ])
      expect(runs.get('still running')?.header.fields).toMatchObject({ status: 'RUNNING', endTime: null })
    })

    test('lists what it wrote with the mark, by the id at the source', async () => {
      const { target } = await open()
      const { experiment } = await writeSample(target, sampleObjects())
      const written = await writtenRuns(target, experiment)
      const expected = sampleObjects()
        .slice(1)
        .map(({ header }) => ({ key: header.ref.id, sealed: header.fingerprint, ours: true }))
      expect(written.map(({ key, sealed, ours }) => ({ key, sealed, ours }))).toEqual(expected)
    })

    test('what was sealed without the mark, or not sealed, is unfinished, and is taken up without a double', async () => {
      const { target } = await open()
      const [experiment, run] = sampleObjects()
      if (!experiment || !run) throw new Error('no sample')
      const scope = await writeObject(target, experiment, {})
      await writeObject(target, run, { scope, mark: false })
      const [unfinished] = await writtenRuns(target, scope)
      expect(unfinished?.sealed).toBeUndefined()
      await writeObject(target, run, { scope, ...(unfinished ? { earlier: unfinished } : {}) })
      const written = await writtenRuns(target, scope)
      expect(written.map(({ key, sealed }) => ({ key, sealed }))).toEqual([
        { key: run.header.ref.id, sealed: run.header.fingerprint },
      ])
    })

    test('keeps pending links, and settles them later', async () => {
      const { target } = await open()
      const [experiment, parent, child] = sampleObjects()
      if (!experiment || !parent || !child) throw new Error('no sample')
      const scope = await writeObject(target, experiment, {})
      const childRef = await writeObject(target, child, { scope, pending: child.header.links })
      const parentRef = await writeObject(target, parent, { scope })
      const before = (await writtenRuns(target, scope)).find(({ key }) => key === child.header.ref.id)
      expect(before?.pending).toEqual(child.header.links)
      await target.relink(childRef, [{ field: 'parent', to: parentRef }], [], signal)
      const after = (await writtenRuns(target, scope)).find(({ key }) => key === child.header.ref.id)
      expect(after?.pending).toEqual([])
    })
  })
}

async function writtenRuns(target: Target, scope: Ref): Promise<Written[]> {
  const written: Written[] = []
  for await (const page of target.written('run', [scope], signal)) {
    for (const each of page) {
      if (isUnreadable(each)) throw each.error
      written.push(each)
    }
  }
  return written.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function fieldOf(sample: SampleObject | undefined, key: string): unknown {
  return (sample?.header.fields as Record<string, unknown> | undefined)?.[key]
}
