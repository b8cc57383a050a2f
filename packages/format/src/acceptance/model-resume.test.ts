import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Written } from '@mlferry/core'
import { expect, test } from 'vitest'
import { experiment, headers, readBack, startExport, tempDir } from '../../test/sample-export.ts'
import { loggedModel, modelLink, modelVersion, registeredModel, runLink } from '../../test/sample-models.ts'
import { fill, noContext, signal, writeObject, writeObjects } from '../../test/write-objects.ts'
import type { DirectoryJob } from '../directory-job.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const files = { MLmodel: 'x', 'a.bin': 'y' }
const trained = loggedModel('m-1', { files })
const credit = registeredModel('credit')
const own = modelVersion('credit', 2, { files })

test('an interrupted export of models goes on: what was sealed is written, what was not is gone', async () => {
  const dir = await tempDir()
  const first = await startExport(dir)
  for (const object of [experiment('1'), trained, credit, own]) await writeObject(first, object)
  // The process is killed here: neither sealed nor disposed.
  for (const object of [loggedModel('m-2', { files }), modelVersion('credit', 3, { files })]) {
    await fill(await first.open(object.header, noContext), object)
  }
  const incomplete = await openExportDirectory(dir, { allowIncomplete: true })
  for (const [kind, id] of [
    ['loggedModel', 'm-1'],
    ['modelVersion', 'credit/2'],
  ] as const) {
    expect((await headers(incomplete, kind)).map(({ ref }) => ref.id)).toEqual([id])
  }
  await rm(join(dir, '.mlferry'), { recursive: true })

  const second = await startExport(dir)
  expect(await written(second, 'loggedModel')).toMatchObject([
    { key: 'm-1', target: { kind: 'loggedModel', id: 'm-1' }, ours: true, sealed: trained.header.fingerprint },
  ])
  expect(await written(second, 'registeredModel')).toMatchObject([{ key: 'credit', sealed: credit.header.fingerprint }])
  const versions = await written(second, 'modelVersion')
  expect(versions).toMatchObject([{ key: 'credit/2', target: { id: 'credit/2' }, sealed: own.header.fingerprint }])
  await writeObjects(second, [modelVersion('credit', 3, { files })])
  expect((await readdir(join(dir, 'models/credit/version_models'))).sort()).toEqual(['2', '3'])
  expect(await readdir(join(dir, 'experiments/1/logged_models'))).toEqual(['logged_models.json', 'm-1'])
  const source = await openExportDirectory(dir)
  for (const header of [...(await headers(source, 'loggedModel')), ...(await headers(source, 'modelVersion'))]) {
    expect((await readBack(source, header)).files).toEqual(files)
  }
})

test('writing what is there already changes nothing, and newer files replace older ones', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [experiment('1'), trained, credit, own])
  const target = await startExport(dir)
  for (const object of [trained, credit, own]) expect((await rewrite(target, object)).changed).toBe(false)
  const newer = { 'new.bin': 'n' }
  expect((await rewrite(target, loggedModel('m-1', { files: newer }))).changed).toBe(true)
  expect((await rewrite(target, modelVersion('credit', 2, { files: newer }))).changed).toBe(true)
  await target.complete(signal)
  const source = await openExportDirectory(dir)
  for (const kind of ['loggedModel', 'modelVersion']) {
    const [header] = await headers(source, kind)
    expect(header && (await readBack(source, header)).files).toEqual(newer)
  }
  expect(await readFile(join(dir, 'models/credit/SHA256SUMS'), 'utf8')).not.toContain('a.bin')
  expect(await readdir(join(dir, 'models/credit/version_models'))).toEqual(['2'])
})

test('a version that was being replaced, or whose checksums are gone, is taken up again', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [credit, own, modelVersion('credit', 4, { files })])
  const folder = join(dir, 'models/credit')
  await mkdir(join(folder, 'version_models/.old-2'))
  const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8')
  await writeFile(join(folder, 'SHA256SUMS'), sums.replace(/.*version_models\/4\/a.bin\n/, ''))
  const target = await startExport(dir)
  expect(await written(target, 'modelVersion')).toEqual([])
  await target[Symbol.asyncDispose]()
})

test('a model.json that is damaged is written again', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [credit, own])
  await writeFile(join(dir, 'models/credit/model.json'), '{ "cut')
  const target = await startExport(dir)
  expect(await written(target, 'registeredModel')).toEqual([])
  await writeObjects(target, [credit, own])
  expect(await headers(await openExportDirectory(dir), 'modelVersion')).toEqual([own.header])
})

test('links that wait are kept, and settled later', async () => {
  const dir = await tempDir()
  const version = modelVersion('credit', 1, { links: [runLink('run', 'late'), modelLink('m-9')] })
  const model = loggedModel('m-1', { links: [runLink('sourceRun', 'late')] })
  await writeObjects(await startExport(dir), [experiment('1'), model, credit, version])
  const target = await startExport(dir)
  for (const kind of ['loggedModel', 'modelVersion']) {
    const [waiting] = await written(target, kind)
    const links = (kind === 'loggedModel' ? model : version).header.links
    expect(waiting?.pending).toEqual(links)
    await target.relink(waiting?.target ?? { kind, id: '' }, links.slice(0, 1), links.slice(1))
    expect((await written(target, kind))[0]?.pending).toEqual(links.slice(1))
  }
  await target.complete(signal)
  const source = await openExportDirectory(dir)
  expect(await headers(source, 'modelVersion')).toEqual([version.header])
  expect(await headers(source, 'loggedModel')).toEqual([model.header])
})

test('a version and a model without the mark are there, and unfinished', async () => {
  const dir = await tempDir()
  const target = await startExport(dir)
  await writeObjects(target, [credit])
  for (const object of [own, trained]) {
    await using writer = await target.open(object.header, noContext)
    await writer.seal(undefined)
  }
  expect(await written(target, 'modelVersion')).toMatchObject([{ key: 'credit/2', sealed: undefined, ours: true }])
  expect(await written(target, 'loggedModel')).toMatchObject([{ key: 'm-1', sealed: undefined, ours: true }])
})

test('a thousand versions cost some twenty times the bytes of the last model.json, not five hundred times', async () => {
  const dir = await tempDir()
  const target = await startExport(dir)
  await writeObject(target, credit)
  const path = join(dir, 'models/credit/model.json')
  let bytes = 0
  let last = 0
  for (let number = 1; number <= 1000; number++) {
    await writeObject(target, modelVersion('credit', number, { links: [modelLink('m')], settled: true }))
    const { size, ino } = await stat(path)
    if (ino !== last) bytes += size
    last = ino
  }
  await target[Symbol.asyncDispose]()
  const { size } = await stat(path)
  expect(bytes / size).toBeLessThan(25)
  // What the job sealed is there although it did not complete.
  expect(await written(await startExport(dir), 'modelVersion')).toHaveLength(1000)
})

async function written(target: DirectoryJob, kind: string): Promise<Written[]> {
  return (await Array.fromAsync(target.written(kind, undefined, signal))).flat()
}

/** Writes an object again that is there. */
async function rewrite(target: DirectoryJob, object: typeof own) {
  const { kind } = object.header.ref
  const [earlier] = await written(target, kind)
  await using writer = await target.open(object.header, { ...noContext, earlier })
  await fill(writer, object)
  await writer.link([], object.header.links)
  await writer.seal(object.header.fingerprint)
  return writer
}
