import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Spool } from '@mlferry/core'
import { expect, test } from 'vitest'
import { experiment, run, startExport, tempDir } from '../../test/sample-export.ts'
import { writeObjects } from '../../test/write-objects.ts'
import { ObjectStore } from './object-store.ts'
import { relinkObject } from './relink-object.ts'

const parent = { field: 'parent', to: { kind: 'run', id: 'r1' } }

test('an object whose links are noted stays sealed, with the checksum of its new file', async () => {
  const [path, runs] = await exportedRuns()

  await relinkObject(runs, 'r2', [])
  const files = await runs.filesOf('r2')

  const again = await runsIn(path)
  expect(again.sealed.get('r2')?.pending).toEqual([])
  expect(await again.filesOf('r2')).toEqual(files)
  expect((await readdir(join(path, 'runs'))).sort()).toEqual(['r1', 'r2'])
})

test('an object is unfinished when a process ends while its links are noted', async () => {
  const [path, runs] = await exportedRuns()
  runs.seal = () => Promise.reject(new Error('killed'))

  await expect(relinkObject(runs, 'r2', [])).rejects.toThrow('killed')

  expect([...(await runsIn(path)).sealed.keys()]).toEqual(['r1'])
})

async function exportedRuns() {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [experiment('1'), run('r1'), run('r2', { links: [parent] })])
  const path = join(dir, 'experiments/1')
  return [path, await runsIn(path)] as const
}

async function runsIn(path: string) {
  return (await new ObjectStore({ path, kinds: ['run'], spool: new Spool() }).load()).of('run')
}
