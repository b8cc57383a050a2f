import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isUnreadable } from '@mlferry/core'
import { describe, expect, test } from 'vitest'
import { writeEveryKind } from '../../test/every-kind.ts'
import { HostileExport } from '../../test/hostile-export.ts'
import { listed, tempDir } from '../../test/sample-export.ts'
import { signal } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'
import { validateExport } from '../validate-export.ts'

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))

describe('an index of our own that was changed is named by an import, whatever it tells of', () => {
  test.each([
    { file: 'prompts/SHA256SUMS', kind: 'prompt' },
    { file: 'prompts/prompts_summary.json', kind: 'prompt' },
    { file: 'evaluation_datasets/SHA256SUMS', kind: 'evaluationDataset' },
    { file: 'experiments/experiments.json', kind: 'experiment' },
    { file: 'experiments/1/SHA256SUMS', kind: 'experiment' },
    { file: 'models/models.json', kind: 'registeredModel' },
    { file: 'models/a/SHA256SUMS', kind: 'registeredModel' },
    { file: 'SHA256SUMS', kind: 'experiment' },
    { file: 'manifest.json', kind: 'experiment' },
  ])('$file', async ({ file, kind }) => {
    const dir = await tempDir()
    await writeEveryKind(dir)
    const text = await readFile(join(dir, file), 'utf8')
    const shorter = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)
    await writeFile(join(dir, file), file.endsWith('.json') ? `${text}\n` : shorter)

    expect(await problemsOf(dir, kind)).toContainEqual(
      expect.objectContaining({ code: 'ERR_CHECKSUM', message: `${file} changed since it was written` }),
    )
  })

  test('a job names it among what failed, and takes what is there', async () => {
    const healthy = await tempDir()
    await writeEveryKind(healthy)
    const it = await HostileExport.copyOf(healthy)
    await it.edit('prompts/SHA256SUMS', (text) => text.replace(/.*q_v00001.*\n/, ''))

    const { created, failed } = await it.import()

    expect(failed).toEqual({ 'prompt prompts/SHA256SUMS': 'ERR_CHECKSUM' })
    expect(created).toContain('promptVersion p/1')
    expect(created).not.toContain('promptVersion q/1')
  })

  test('a folder that is gone with all of its objects', async () => {
    const dir = await tempDir()
    await writeEveryKind(dir)
    await rm(join(dir, 'prompts'), { recursive: true })

    expect(await problemsOf(dir, 'prompt')).toMatchObject([
      { code: 'ERR_EXPORT_FILE_MISSING', message: 'prompts/SHA256SUMS does not exist' },
      { code: 'ERR_EXPORT_FILE_MISSING', message: 'prompts/prompts_summary.json does not exist' },
    ])
  })
})

describe('what an export of the Python tool says that it could not take is named', () => {
  test.each([
    { file: 'experiments/1/experiment.json', info: { failed_runs: ['gone'] }, named: ['run gone'] },
    { file: 'experiments/1/experiment.json', info: { failed_traces: 2 }, named: ['trace *'] },
    { file: 'experiments/1/experiment.json', info: { failed_logged_models: 1 }, named: ['loggedModel *'] },
    {
      file: 'experiments/1/logged_models/logged_models.json',
      info: { failed_logged_models: ['m-x', 'm-y'] },
      named: ['loggedModel m-x', 'loggedModel m-y'],
    },
    { file: 'experiments/2/traces/traces.json', info: { failed_traces: ['tr-x'] }, named: ['trace tr-x'] },
    { file: 'models/models.json', info: { failed_models: ['lost/model'] }, named: ['registeredModel lost/model'] },
    {
      file: 'models/credit.scorer/model.json',
      info: {
        failed_versions: [
          { version: { version: '2' }, message: 'deleted run' },
          { version: '7', error: 'x' },
        ],
      },
      named: ['modelVersion credit.scorer/2', 'modelVersion credit.scorer/7'],
    },
    { file: 'experiments/experiments.json', info: { status: { experiments: 6 } }, named: ['experiment *'] },
    { file: 'prompts/prompts_summary.json', mlflow: { failed_exports: 1 }, named: ['prompt *'] },
    {
      file: 'evaluation_datasets/evaluation_datasets_summary.json',
      mlflow: { failed_exports: 1 },
      named: ['evaluationDataset *'],
    },
  ])('$named in $file', async ({ file, info = {}, mlflow = {}, named }) => {
    const dir = await copyOf('python-tool')
    const before = await namedIn(dir)
    const value = JSON.parse(await readFile(join(dir, file), 'utf8'))
    const changed = { ...value, info: { ...value.info, ...info }, mlflow: { ...value.mlflow, ...mlflow } }
    await writeFile(join(dir, file), JSON.stringify(changed))

    expect((await namedIn(dir)).filter((each) => !before.includes(each))).toEqual(named)
  })

  test('of a release before 1.2.0 too', async () => {
    const dir = await copyOf('python-tool-1.1.2/all')
    await change(join(dir, 'experiments/1/manifest.json'), (value) => ({
      ...value,
      export_info: { ...value.export_info, failed_runs: ['gone'] },
    }))
    await change(join(dir, 'models/manifest.json'), (value) => ({ ...value, failed_models: ['lost'] }))

    expect(await namedIn(dir)).toEqual(['registeredModel lost', 'run gone'])
  })
})

test.each([
  { folder: 'models/models', files: ['models.json'], of: 'python-tool-1.1.2/all', named: 'models/models' },
  { folder: 'old', files: ['experiments/experiments.json'], of: 'python-tool', named: 'old' },
  { folder: 'experiments/77', files: ['experiment.json'], of: 'python-tool', named: 'experiments/77' },
  { folder: 'more', files: ['manifest.json'], of: 'python-tool-1.1.2/all', named: 'more' },
])('another export in it, $folder, is named', async ({ folder, files, of, named }) => {
  const dir = await copyOf(of)
  for (const file of files) {
    await mkdir(dirname(join(dir, folder, file)), { recursive: true })
    await writeFile(join(dir, folder, file), '{ "experiments": [], "mlflow": {} }')
  }

  const { problems } = await validateExport(dir, { signal })

  expect(problems.map(({ ref, error }) => [ref.id, error.code])).toContainEqual([named, 'ERR_EXPORT_NESTED'])
})

test('what an index that cannot be read may name is not called another export', async () => {
  const dir = await copyOf('python-tool')
  await writeFile(join(dir, 'models/models.json'), '{"mlflow"')

  const { problems } = await validateExport(dir, { signal })

  expect(problems.map(({ error }) => error.code)).toContain('ERR_EXPORT_INVALID')
  expect(problems.map(({ error }) => error.code)).not.toContain('ERR_EXPORT_NESTED')
})

async function copyOf(fixture: string): Promise<string> {
  const dir = join(await tempDir(), 'export')
  await cp(join(fixtures, fixture), dir, { recursive: true })
  return dir
}

async function change(path: string, to: (value: Record<string, object>) => object): Promise<void> {
  await writeFile(path, JSON.stringify(to(JSON.parse(await readFile(path, 'utf8')))))
}

async function problemsOf(dir: string, kind: string) {
  await using source = await openExportDirectory(dir)
  return (await listed(source, kind)).filter(isUnreadable).map(({ error }) => error)
}

/** What is left out, as `kind id`. */
async function namedIn(dir: string): Promise<string[]> {
  const { problems } = await validateExport(dir, { signal })
  const left = problems.filter(({ error }) => error.code === 'ERR_EXPORT_LEFT_OUT')
  return left.map(({ ref }) => `${ref.kind} ${ref.id}`).sort()
}
