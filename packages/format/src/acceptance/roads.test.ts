import type { Ref } from '@mlferry/core'
import { MemoryServer } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { createExportDirectory } from '../create-export-directory.ts'
import { openExportDirectory } from '../open-export-directory.ts'

test('a directory is transparent: the mark names the server, and a direct copy finds what was imported', async () => {
  await using dir = await tempDir()
  const [a, b, c] = [new MemoryServer('http://a'), new MemoryServer('http://b'), new MemoryServer('http://c')]
  const run = fill(a)
  await copy({ source: a, target: b })
  await exportTo(dir.file('of-b'), b)

  await importFrom(dir.file('of-b'), c)

  const [copied] = c.all('run')
  expect(copied?.mark?.ancestors).toMatchObject([{ uri: 'http://b' }, { id: run.id, uri: 'http://a' }])
  c.writes.length = 0
  const report = await copy({ source: a, target: c })
  expect(c.writes).toEqual([])
  expect(report.kinds).toMatchObject({
    run: { unchanged: 1 },
    experiment: { unchanged: 2 },
    modelVersion: { unchanged: 1 },
  })
})

test('an export goes back into its own server: what was purged arrives, the rest is found', async () => {
  await using dir = await tempDir()
  const a = new MemoryServer('http://a')
  const run = fill(a)
  await exportTo(dir.file('backup'), a)
  a.purge(run)
  const before = a.dump()

  const report = await importFrom(dir.file('backup'), a)

  expect(report.kinds).toMatchObject({
    run: { created: 1 },
    experiment: { unchanged: 2 },
    modelVersion: { unchanged: 1 },
  })
  for (const [key, object] of before) expect(a.dump().get(key)).toBe(object)
})

test('a directory carries what went into an experiment because of its name, also when it was exported before', async () => {
  await using dir = await tempDir()
  const [a, b, s, c] = ['a', 'b', 's', 'c'].map((label) => new MemoryServer(`http://${label}`)) as [
    MemoryServer,
    MemoryServer,
    MemoryServer,
    MemoryServer,
  ]
  fill(a)
  fill(b)
  await copy({ source: a, target: s })
  await exportTo(dir.file('of-s'), s)
  await copy({ source: b, target: s })
  await exportTo(dir.file('of-s'), s)

  await importFrom(dir.file('of-s'), c)

  const churn = c.all('experiment').find(({ header }) => (header.fields as { readonly name: string }).name === 'churn')
  expect(churn?.merged).toMatchObject([{ id: '1', uri: 'http://b' }])
  c.change(churn?.header.ref as Ref, { name: 'by hand' })
  await copy({ source: b, target: c })
  expect(c.all('run')).toHaveLength(2)
})

function fill(server: MemoryServer): Ref {
  const experiment = server.make('experiment', { fields: { name: 'churn' } })
  const run = server.make('run', { fields: { name: 'one' }, scope: experiment })
  const model = server.make('registeredModel', { fields: { name: 'churn' } })
  server.make('modelVersion', { fields: { name: 'churn' }, scope: model })
  return run
}

async function exportTo(dir: string, source: MemoryServer): Promise<void> {
  const options = { layout: 'all', source: { uri: source.label }, selection: {}, mlferryVersion: '0' } as const
  await using target = await createExportDirectory(dir, options)
  await copy({ source, target })
}

async function importFrom(dir: string, target: MemoryServer) {
  await using source = await openExportDirectory(dir)
  return await copy({ source, target })
}
