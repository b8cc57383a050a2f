import type { MlflowClient } from '@mlferry/client'
import { folderArtifactRoot, type Header, type Link } from '@mlferry/core'
import { type TempDir, tempDir } from '@mlferry/test-kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ArtifactPlaces } from './artifact-places.ts'
import type { ServerContext } from './server-context.ts'

const { signal } = new AbortController()
const history = new Map([['mlflow.log-model.history', '[{"artifact_path": "model"}]']])

let dir: TempDir
let places: ArtifactPlaces

beforeEach(async () => {
  dir = await tempDir()
  places = new ArtifactPlaces({ client: { baseUrl: new URL('http://localhost') } as MlflowClient } as ServerContext)
})

afterEach(() => dir[Symbol.asyncDispose]())

const ready = (tags = new Map<string, string>()) =>
  object('loggedModel', 'm', { status: 'READY', tags, artifactUri: dir.file('store/1/models/m/artifacts') })
const run = (id: string, tags = new Map<string, string>()) =>
  object('run', id, { tags, artifactUri: dir.file(`store/1/${id}/artifacts`) })
const version = (source: string, links: readonly Link[] = []) => object('modelVersion', 'v/1', { source }, links)

test.each([
  ['a logged model that is READY', () => ready()],
  ['a run whose tag names files', () => run('r', history)],
  ['a version with a source of its own', () => version(dir.file('store/scorer'))],
  ['a run without an address whose tag names files', () => object('run', 'r', { tags: history, artifactUri: '' })],
  [
    'a logged model without an address that is READY',
    () => object('loggedModel', 'm', { status: 'READY', tags: new Map(), artifactUri: '' }),
  ],
])('%s has files: a store without any is gone', async (_, header) => {
  await expect(filesOf(header())).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_GONE' })
})

test.each([
  ['a run', () => run('r')],
  ['a run without an address', () => object('run', 'r', { tags: new Map(), artifactUri: '' })],
  ['a run whose tag names nothing', () => run('r', new Map([['mlflow.log-model.history', '[]']]))],
  ['a logged model that waits', () => object('loggedModel', 'm', { status: 'PENDING', artifactUri: dir.file('x/y') })],
  ['a logged model whose files lie elsewhere', () => ready(new Map([['mlflow.model.isExternal', 'true']]))],
  ['a version without a source', () => version('')],
])('%s may have no files', async (_, header) => {
  expect(await filesOf(header())).toEqual([])
})

test('a run of which a version is made has files, and so may any run beside one that has', async () => {
  places.note(version('runs:/a/model', [{ field: 'files', to: { kind: 'run', id: 'a' } }]))
  await expect(filesOf(run('a'))).rejects.toThrow('a model version uses its files')
  expect(await filesOf(run('b'))).toEqual([])
  places.note(run('c', history))
  await expect(filesOf(run('b'))).rejects.toThrow('others around it have files')
})

test('a run may have files where a trace of another experiment has its spans in one', async () => {
  expect(await filesOf(run('a'))).toEqual([])
  const metadata = new Map([['mlflow.traceInputs', 'null']])
  const artifactUri = dir.file('store/2/traces/t/artifacts')
  const fields = { state: 'OK', spansLocation: '', metadata, artifactUri }
  places.note({ ...object('trace', 't', fields), scope: { kind: 'experiment', id: '2' } })

  await expect(filesOf(run('a'))).rejects.toThrow('others around it have files')
})

test.each([
  ['its own folder is there', 'store/1/models/m/artifacts/a.txt', true],
  ['its experiment has others', 'store/1/r/artifacts/a.txt', false],
  ['the store has another experiment', 'store/2/r/artifacts/a.txt', false],
])('an object that could have files has none where %s', async (_, file, isEmptied) => {
  const root = folderArtifactRoot(dir.path)
  await root.put({ path: file, size: 0 }, async function* () {}, signal)
  if (isEmptied) await root.removeFolder?.(file, signal)
  expect(await filesOf(ready())).toEqual([])
})

async function filesOf(header: Header): Promise<readonly unknown[]> {
  const { artifactUri, source } = header.fields as { artifactUri?: string; source?: string }
  const folder = artifactUri ?? source ?? ''
  const root = places.watch(header, folderArtifactRoot(folder || dir.file('nothing')))
  return Array.fromAsync(root.list(signal))
}

function object(kind: string, id: string, fields: object, links: readonly Link[] = []): Header {
  return {
    ref: { kind, id },
    scope: { kind: 'experiment', id: '1' },
    fields,
    links,
    fingerprint: '',
  } as unknown as Header
}
