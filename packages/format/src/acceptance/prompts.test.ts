import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { PromptHeader, PromptVersionFields } from '@mlferry/core'
import { expect, test } from 'vitest'
import { headers, listed, startExport, tempDir, unreadable } from '../../test/sample-export.ts'
import { prompt, promptTags, promptVersion } from '../../test/sample-prompts.ts'
import { signal, writeObject, writeObjects } from '../../test/write-objects.ts'
import { createExportDirectory } from '../create-export-directory.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const shown = [{ field: 'experiments', to: { kind: 'experiment', id: '7' } }]
const chat = '[{"role": "user", "content": "Hello {{ who }}, 1.0"}]'
const sample = [
  prompt('greeting', { description: '# Grüße', tags: promptTags('', { team: 'ü' }) }, shown),
  promptVersion('greeting', 2, { aliases: ['champion', 'größe'], description: 'first', userId: 'me' }),
  promptVersion('greeting', 10, { tags: promptTags(chat, { _mlflow_prompt_type: 'chat', lang: 'de' }) }),
  promptVersion('greeting', 11, { tags: promptTags('{', { _mlflow_prompt_type: 'chat' }) }),
  prompt('no version'),
  prompt('Case'),
  promptVersion('Case', 1),
  prompt('case'),
  promptVersion('case', 1),
  prompt('greeting_v00002'),
  promptVersion('greeting_v00002', 1),
]

test('prompts read back the same, and their files are checked by sha256sum', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), sample)

  const source = await openExportDirectory(dir)
  const written = sample.map(({ header }) => header)
  const byId = (a: { ref: { id: string } }, b: { ref: { id: string } }) => (a.ref.id < b.ref.id ? -1 : 1)
  for (const kind of ['prompt', 'promptVersion']) {
    const found = await headers(source, kind)
    expect(found.sort(byId)).toEqual(written.filter(({ ref }) => ref.kind === kind).sort(byId))
  }
  await promisify(execFile)('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: join(dir, 'prompts') })
})

test('the Python tool finds versions as folders that sort by number, with what it reads', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), sample)

  const folders = (await readdir(join(dir, 'prompts'))).filter((name) => name.startsWith('greeting_v'))
  expect(folders.sort()).toEqual(['greeting_v00002', 'greeting_v00002_v00001', 'greeting_v00010', 'greeting_v00011'])
  const file = JSON.parse(await readFile(join(dir, 'prompts/greeting_v00010/prompt.json'), 'utf8'))
  expect(file.mlflow.prompt).toMatchObject({
    name: 'greeting',
    version: 10,
    template: [{ role: 'user', content: 'Hello {{ who }}, 1.0' }],
    tags: { lang: 'de' },
    variables: ['who'],
  })
})

test('one version alone lies in the root, as export-prompt writes it', async () => {
  const dir = await tempDir()
  const options = { layout: 'prompt', source: { uri: 'x' }, selection: {}, mlferryVersion: '0' } as const
  const target = await createExportDirectory(dir, options)
  await writeObjects(await target.begin(), [prompt('p'), promptVersion('p', 3)])
  expect(await readdir(dir)).toEqual(expect.arrayContaining(['prompt.json', 'prompt_info.json', 'SHA256SUMS']))
  const [version] = await headers(await openExportDirectory(dir), 'promptVersion')
  expect(version).toEqual(promptVersion('p', 3).header)
})

test('prompts of the Python tool arrive with the tags and the description that MLflow gave them', async () => {
  const source = await openExportDirectory(fileURLToPath(new URL('../../fixtures/python-tool', import.meta.url)))
  const [found] = await headers(source, 'prompt')
  const { name, description, tags } = (found as PromptHeader).fields
  expect([name, description]).toEqual(['qa-prompt', 'first'])
  expect(tags).toEqual(
    new Map([
      ['mlflow.prompt.is_prompt', 'true'],
      ['lang', 'en'],
    ]),
  )
  const versions = (await headers(source, 'promptVersion')).map(({ fields }) => fields as PromptVersionFields)
  expect(versions.map(({ version, description: message }) => [version, message])).toEqual([
    [1, 'first'],
    [2, 'chat'],
  ])
  expect(versions[0]?.tags).toEqual(promptTags('Answer {{question}} é', { _mlflow_prompt_type: 'text', lang: 'en' }))
  expect(JSON.parse(versions[1]?.tags.get('mlflow.prompt.text') ?? '')).toEqual([
    { role: 'system', content: 'You are {{who}}' },
    { role: 'user', content: '{{q}}' },
  ])
})

test('an interrupted export goes on: what was sealed is written, what changed is replaced', async () => {
  const dir = await tempDir()
  const first = await startExport(dir)
  await writeObject(first, prompt('p'))
  await writeObject(first, promptVersion('p', 1))
  await first[Symbol.asyncDispose]()

  const second = await startExport(dir)
  const [written = []] = await Array.fromAsync(second.written('promptVersion', undefined, signal))
  expect(written).toMatchObject([{ key: 'p/1', sealed: promptVersion('p', 1).header.fingerprint }])
  const changed = promptVersion('p', 1, { aliases: ['new'] })
  await writeObjects(second, [changed, promptVersion('p', 2)])
  const versions = await headers(await openExportDirectory(dir), 'promptVersion')
  expect(versions).toEqual([changed.header, promptVersion('p', 2).header])
})

test('a version that changed, is missing or is damaged is unreadable by name; its neighbours go on', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir), [
    prompt('p'),
    promptVersion('p', 1),
    promptVersion('p', 2),
    promptVersion('p', 3),
  ])
  const at = (version: number) => join(dir, `prompts/p_v0000${version}/prompt.json`)
  await writeFile(at(1), (await readFile(at(1), 'utf8')).replaceAll('text 1', 'text X'))
  await rm(at(2))

  const source = await openExportDirectory(dir)

  const readable = (await listed(source, 'promptVersion')).filter((each) => 'fields' in each)
  expect(readable.map(({ ref }) => ref.id)).toEqual(['p/3'])
  const codes = (await unreadable(source, 'promptVersion')).map(({ error }) => error.code)
  expect(codes.sort()).toEqual(['ERR_CHECKSUM', 'ERR_EXPORT_FILE_MISSING'])
})

test('a prompt of another tool whose only file is damaged is unreadable', async () => {
  const dir = await tempDir()
  await mkdir(join(dir, 'bad_v1'))
  await writeFile(join(dir, 'prompts_summary.json'), '{"mlflow": {}}')
  await writeFile(join(dir, 'bad_v1/prompt.json'), '{"mlflow": {"prompt": {"name": 3}}}')
  const source = await openExportDirectory(dir)
  expect(await listed(source, 'prompt')).toMatchObject([{ ref: { id: 'bad' }, error: { code: 'ERR_EXPORT_INVALID' } }])
})
