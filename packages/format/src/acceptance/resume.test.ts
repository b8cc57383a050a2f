import { appendFile, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, relative, resolve } from 'node:path'
import type { Written } from '@mlferry/core'
import { expect, test } from 'vitest'
import { everyKindNames, writeEveryKind } from '../../test/every-kind.ts'
import { chunk, experiment, headers, readBack, run, startExport, tempDir } from '../../test/sample-export.ts'
import { fill, noContext, signal, writeObject, writeObjects } from '../../test/write-objects.ts'
import { type CreateExportOptions, createExportDirectory } from '../create-export-directory.ts'
import type { DirectoryJob } from '../directory-job.ts'
import { createSchemaCheck } from '../json/schema-check.ts'
import { readManifest } from '../layout/manifest.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const one = run('one', { chunks: [chunk('loss', [[1, 2n, 3n]])], files: { 'a.txt': 'a', 'old.txt': 'old' } })
const two = run('two')

test('an interrupted export goes on: what was sealed is written, what was not is gone', async () => {
  const dir = await tempDir()
  const first = await startExport(dir)
  await writeObject(first, experiment('1'))
  await writeObject(first, one)
  // The process is killed here: the writer is neither sealed nor disposed.
  const cut = await first.open(two.header, noContext)
  await fill(cut, { ...two, chunks: one.chunks, files: one.files })
  await expect(openExportDirectory(dir)).rejects.toMatchObject({ code: 'ERR_EXPORT_INCOMPLETE' })
  expect(await headers(await openExportDirectory(dir, { allowIncomplete: true }), 'run')).toHaveLength(1)
  await first[Symbol.asyncDispose]()

  const second = await startExport(dir)
  expect(await written(second, 'experiment')).toMatchObject([
    {
      key: 'experiment 1',
      target: { kind: 'experiment', id: '1' },
      ours: true,
      sealed: experiment('1').header.fingerprint,
    },
  ])
  expect(await written(second, 'run')).toMatchObject([
    { key: 'one', target: { kind: 'run', id: 'one' }, sealed: one.header.fingerprint, deleted: false },
  ])
  await writeObjects(second, [two])
  expect((await readdir(join(dir, 'experiments/1/runs'))).sort()).toEqual(['one', 'two'])
  expect(await headers(await openExportDirectory(dir), 'run')).toHaveLength(2)
})

test('a complete export is brought up to date, and loses nothing', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [experiment('1'), one, two])
  const target = await startExport(dir)
  const newer = run('one', { fields: { status: 'FAILED' }, files: { 'a.txt': 'b' } })
  expect((await rewrite(target, newer)).changed).toBe(true)
  expect((await rewrite(target, two)).changed).toBe(false)
  await target.complete(signal)
  const source = await openExportDirectory(dir)
  const [back] = await headers(source, 'run')
  expect(back && (await readBack(source, back))).toStrictEqual(newer)
  const sums = await readFile(join(dir, 'experiments/1/SHA256SUMS'), 'utf8')
  expect(sums).not.toContain('old.txt')
  expect(sums.match(/runs\/one\/run.json/g)).toHaveLength(1)
})

test('a run that was being replaced when the process ended is taken up again', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [experiment('1'), one])
  const runs = join(dir, 'experiments/1/runs')
  await mkdir(join(runs, '.old-one'))
  const target = await startExport(dir)
  expect(await written(target, 'run')).toEqual([])
  await writeObjects(target, [one])
  expect(await readdir(runs)).toEqual(['one'])
  expect(await headers(await openExportDirectory(dir), 'run')).toEqual([one.header])
})

test('a journal that was cut off counts up to the last whole run', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [experiment('1'), one, two])
  const journal = join(dir, 'experiments/1/SHA256SUMS')
  const text = await readFile(journal, 'utf8')
  await writeFile(journal, text.slice(0, -20))
  const target = await startExport(dir)
  expect((await written(target, 'run')).map(({ key }) => key)).toEqual(['one'])
  await target[Symbol.asyncDispose]()
})

test('a job that only looks changes nothing, neither in a complete export nor in one that was cut off', async () => {
  const dir = await tempDir()
  await writeEveryKind(dir)
  await mkdir(join(dir, 'experiments/1/runs/.tmp-r3'))
  await mkdir(join(dir, 'models/a/version_models/.tmp-2'), { recursive: true })
  for (const damage of ['', '0123', `${'0'.repeat(64)}  runs/r1/artifacts/`]) {
    await appendFile(join(dir, 'experiments/1/SHA256SUMS'), damage)
    const before = await contentOf(dir)
    const manifest = await readManifest(dir, createSchemaCheck())
    const target = await createExportDirectory(dir, { ...(manifest as CreateExportOptions), dryRun: true })
    await using job = await target.begin()
    for (const kind of new Set(everyKindNames.map((name) => name.split(' ')[0] ?? ''))) await written(job, kind)
    await target[Symbol.asyncDispose]()
    expect(await contentOf(dir)).toEqual(before)
  }
})

test('a journal that someone sorted keeps the checksums of all files', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [experiment('1'), one, two])
  const journal = join(dir, 'experiments/1/SHA256SUMS')
  const lines = (await readFile(journal, 'utf8')).trim().split('\n').sort()
  await writeFile(journal, `${lines.toReversed().join('\n')}\n`)
  await writeObjects(await startExport(dir), [run('three')])
  const after = (await readFile(journal, 'utf8')).trim().split('\n')
  const ofRuns = lines.filter((line) => line.includes('  runs/'))
  expect(after).toEqual(expect.arrayContaining(ofRuns))
  expect(after.filter((line) => line.includes('  runs/'))).toHaveLength(ofRuns.length + 1)
  expect(await headers(await openExportDirectory(dir), 'run')).toHaveLength(3)
})

test('a run without the mark is there, and unfinished', async () => {
  const dir = await tempDir()
  const target = await startExport(dir)
  await writeObject(target, experiment('1'))
  {
    await using writer = await target.open(one.header, noContext)
    await fill(writer, one)
    await writer.link([], [])
    await writer.seal(undefined)
  }
  expect(await written(target, 'run')).toMatchObject([{ key: 'one', sealed: undefined, ours: true }])
  await target.complete(signal)
  const source = await openExportDirectory(dir)
  const [back] = await headers(source, 'run')
  expect(back && (await readBack(source, back))).toStrictEqual(one)
})

test('a run that another tool laid out anew is taken up again', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [experiment('1'), one])
  const path = join(dir, 'experiments/1/runs/one/run.json')
  await writeFile(path, JSON.stringify(JSON.parse(await readFile(path, 'utf8'))))
  const target = await startExport(dir)
  expect(await written(target, 'run')).toEqual([])
  await target[Symbol.asyncDispose]()
})

test('one run alone is brought up to date', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir, { layout: 'run' }), [experiment('1'), one])
  const target = await startExport(dir, { layout: 'run' })
  await expect(target.open(two.header, noContext)).rejects.toMatchObject({ code: 'ERR_EXPORT_LAYOUT' })
  const newer = run('one', { files: { 'new.txt': 'n' } })
  await writeObjects(target, [newer])
  const source = await openExportDirectory(dir)
  const [back] = await headers(source, 'run')
  expect(back && (await readBack(source, back))).toStrictEqual(newer)
  expect((await readdir(dir)).sort()).toEqual(
    ['.mlferry', 'SHA256SUMS', 'artifacts', 'experiment.json', 'mlferry-export.json', 'run.json'].sort(),
  )
})

test('another export, or what is no export, is not touched', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [])
  const refused = { code: 'ERR_EXPORT_DIR_NOT_EMPTY' }
  await expect(startExport(dir, { selection: { experiments: ['other'] } })).rejects.toMatchObject(refused)
  await expect(startExport(dir, { source: { uri: 'http://other' } })).rejects.toMatchObject(refused)
  await expect(startExport(dir, { layout: 'experiments' })).rejects.toMatchObject(refused)
  const other = await tempDir()
  await writeFile(join(other, 'thesis.doc'), '')
  await expect(startExport(other)).rejects.toMatchObject(refused)
  expect(await readdir(other)).toEqual(['thesis.doc'])
})

test('two jobs do not write one directory at once', async () => {
  const dir = await tempDir()
  const first = await startExport(dir)
  await expect(startExport(dir)).rejects.toMatchObject({ code: 'ERR_EXPORT_LOCKED' })
  await first[Symbol.asyncDispose]()
  const lock = join(dir, '.mlferry/lock')
  // Of processes that are gone: another number, and this number before this process had it.
  for (const [pid, since] of [
    [2 ** 30, 1],
    [process.pid, 1],
  ]) {
    await writeFile(lock, JSON.stringify({ pid, since, host: hostname() }))
    await (await startExport(dir))[Symbol.asyncDispose]()
  }
  await writeFile(lock, JSON.stringify({ pid: 1, since: 1, host: 'elsewhere' }))
  await expect(startExport(dir)).rejects.toMatchObject({ code: 'ERR_EXPORT_LOCKED' })
})

const badPlaces = [
  { place: 'a file', path: 'file', reason: 'it is not a folder' },
  { place: 'below a file', path: 'file/out/deep', reason: 'it is not a folder, or lies below a file' },
  { place: 'where no folder can be made', path: '/proc/mlferry/out', reason: 'no folder can be made there' },
].filter(({ path }) => !path.startsWith('/proc') || process.platform === 'linux')

test.each(badPlaces)('an export to a place that is $place ends with one clear error', async ({ path, reason }) => {
  const dir = await tempDir()
  await writeFile(join(dir, 'file'), '')
  const place = resolve(dir, path)

  await expect(startExport(place)).rejects.toMatchObject({
    code: 'ERR_OUTPUT_DIR',
    message: `Cannot write to ${place}: ${reason}`,
  })

  const dry = startExport(place, { dryRun: true })
  if (path.startsWith('file')) await expect(dry).rejects.toMatchObject({ code: 'ERR_OUTPUT_DIR' })
  else await (await dry)[Symbol.asyncDispose]()
})

test('nobody else may read what an export writes', async () => {
  const dir = join(await tempDir(), 'new/export')
  await writeEveryKind(dir)

  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const modes = await Promise.all(
    ['', ...entries.map((each) => join(relative(dir, each.parentPath), each.name))].map(async (path) => {
      const stats = await lstat(join(dir, path))
      return { path, mode: (stats.mode & 0o777).toString(8), expected: stats.isDirectory() ? '700' : '600' }
    }),
  )

  expect(modes.length).toBeGreaterThan(40)
  expect(modes.filter(({ mode, expected }) => mode !== expected)).toEqual([])
})

async function contentOf(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.map((each) => [join(each.parentPath, each.name), each.isFile()] as const).sort()
  const contents = files.map(async ([path, isFile]) => [path, isFile ? await readFile(path, 'hex') : ''] as const)
  return Object.fromEntries(await Promise.all(contents))
}

async function written(target: DirectoryJob, kind: string): Promise<Written[]> {
  return (await Array.fromAsync(target.written(kind, undefined, signal))).flat()
}

/** Writes an object again that is there. */
async function rewrite(target: DirectoryJob, object: typeof one) {
  const [earlier] = (await written(target, 'run')).filter(({ key }) => key === object.header.ref.id)
  await using writer = await target.open(object.header, { ...noContext, earlier })
  await fill(writer, object)
  await writer.link([], [])
  await writer.seal(object.header.fingerprint)
  return writer
}
