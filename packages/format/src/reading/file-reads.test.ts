import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MemoryServer } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { expect, test } from 'vitest'
import { everyKind, writeEveryKind } from '../../test/every-kind.ts'
import { headers, tempDir } from '../../test/sample-export.ts'
import { signal } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const kinds = [...new Set(everyKind.map(({ header }) => header.ref.kind))]

test('listing everything reads each file of an object once, and an index once more for its checksum', async () => {
  const dir = await tempDir()
  await writeEveryKind(dir)
  await using source = await openExportDirectory(dir)

  using reads = countReads(dir)
  for (const kind of kinds) await headers(source, kind)

  expect(reads.above(2)).toEqual([])
  const ofObjects = [/runs\/.*\/run\.json$/, /model\.json$/, /prompt\.json$/, /trace\.json$/, /dataset\.json$/]
  expect(reads.above(1).filter((path) => ofObjects.some((each) => each.test(path)))).toEqual([])
  expect(reads.above(0)).toEqual(expect.arrayContaining(['experiments/1/runs/r1/run.json', 'models/a/model.json']))
})

test('reading what was listed reads the files that have points, records or spans, once', async () => {
  const dir = await tempDir()
  await writeEveryKind(dir)
  await using source = await openExportDirectory(dir)
  const listed = (await Promise.all(kinds.map((kind) => headers(source, kind)))).flat()

  using reads = countReads(dir)
  for (const header of listed) await Array.fromAsync(source.read([header], signal))

  expect(reads.above(0).sort()).toEqual([
    'evaluation_datasets/eval_d-1/evaluation_dataset.json',
    'experiments/1/runs/r1/run.json',
    'experiments/1/runs/r2/run.json',
    'experiments/1/traces/tr-1/artifacts/traces.json',
    'experiments/2/runs/r3/run.json',
  ])
  expect(reads.above(1)).toEqual([])
})

test.each([
  ['everything', 'python-tool', 16],
  ['one model', 'python-tool/models/credit.scorer', 3],
  ['one run', 'python-tool/experiments/1/runs/853a25e0ac27438fab9e45464ca9c430', 1],
])(
  'an import of %s from the Python tool parses the points of each run once, and so does one that writes nothing',
  async (_, folder, count) => {
    const dir = fileURLToPath(new URL(`../../fixtures/${folder}`, import.meta.url))
    const target = new MemoryServer('http://target')

    for (const writes of [true, false]) {
      await using source = await openExportDirectory(dir)
      using reads = countReads(dir)
      target.writes.length = 0
      const { kinds: counts } = await copy({ source, target })

      expect(counts.run).toMatchObject(writes ? { created: count } : { unchanged: count })
      expect(target.writes.length > 0).toBe(writes)
      const runs = (least: number) => reads.above(least).filter((path) => path.endsWith('run.json'))
      expect(runs(0)).toHaveLength(count)
      expect(runs(1)).toEqual([])
    }
  },
)

/** Counts how often each file below a folder is opened. Imports of node:fs/promises see the counting functions until it is disposed. */
function countReads(dir: string): Disposable & { above(count: number): string[] } {
  const counts = new Map<string, number>()
  const { open, readFile } = fs.promises
  const counted = <Rest extends unknown[], Result>(read: (path: never, ...rest: Rest) => Result) => {
    return (path: unknown, ...rest: Rest): Result => {
      const within = relative(dir, String(path))
      if (!within.startsWith('..')) counts.set(within, (counts.get(within) ?? 0) + 1)
      return read(path as never, ...rest)
    }
  }
  Object.assign(fs.promises, { open: counted(open), readFile: counted(readFile) })
  syncBuiltinESMExports()
  return {
    above: (count) => [...counts].filter(([, reads]) => reads > count).map(([path]) => path),
    [Symbol.dispose]() {
      Object.assign(fs.promises, { open, readFile })
      syncBuiltinESMExports()
    },
  }
}
