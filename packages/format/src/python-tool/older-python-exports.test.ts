import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isUnreadable, type ModelVersionFields, type RunFields } from '@mlferry/core'
import { describe, expect, test } from 'vitest'
import { headers, listed, readBack, tempDir } from '../../test/sample-export.ts'
import { signal } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'
import { validateExport } from '../validate-export.ts'

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))

describe.each(['1.0.7', '1.1.2'])('an export of mlflow-export-import %s', (version) => {
  const dirOf = (command: string) => join(fixtures, `python-tool-${version}`, command)
  const open = (command: string) => openExportDirectory(dirOf(command))

  test('of everything: experiments, runs with points and files, models with versions and stages', async () => {
    await using source = await open('all')

    const experiments = await headers(source, 'experiment')
    expect(experiments.map(({ fields }) => (fields as { name: string }).name).sort()).toEqual([
      'Default',
      'churn',
      'empty/odd name',
    ])
    const runs = await headers(source, 'run')
    const names = runs.map(({ fields }) => (fields as RunFields).name)
    expect(names.sort()).toEqual(['child', 'other', 'parent'])
    const byName = new Map(runs.map((each) => [(each.fields as RunFields).name, each]))
    const [parent, child] = [byName.get('parent'), byName.get('child')]
    if (!parent || !child) throw new Error('no such run')
    expect(parent.fields).toMatchObject({ startTime: 1_700_000_000_123, endTime: 1_700_000_009_000, userId: 'ann' })
    expect((parent.fields as RunFields).params).toEqual(
      new Map([
        ['alpha', '0.1'],
        ['note', 'ü \n2'],
      ]),
    )
    expect(child.links).toEqual([{ field: 'parent', to: { kind: 'run', id: parent.ref.id } }])
    const { chunks } = await readBack(source, parent)
    expect(chunks.map(({ key, values }) => [key, values.length]).sort()).toEqual([
      ['loss', 2],
      ['odd', 2],
    ])
    const { files } = await readBack(source, child)
    expect(Object.keys(files).sort()).toEqual(['a b.txt', 'model/MLmodel', 'model/deep/data.bin'])
    expect((await headers(source, 'registeredModel')).map(({ ref }) => ref.id).sort()).toEqual([
      'no versions',
      'scorer',
    ])
    const versions = await headers(source, 'modelVersion')
    expect(versions.map(({ fields }) => (fields as ModelVersionFields).stage)).toEqual(['Production', 'None'])
    for (const { links } of versions) {
      expect(links).toContainEqual({ field: 'files', to: { kind: 'run', id: child.ref.id }, data: { path: 'model' } })
    }
  })

  test.each([
    { command: 'all', experiments: 3, runs: 3, modelVersions: 2 },
    { command: 'all/experiments', experiments: 3, runs: 3, modelVersions: 0 },
    { command: 'all/experiments/1', experiments: 1, runs: 2, modelVersions: 0 },
    { command: 'all/models', experiments: 0, runs: 0, modelVersions: 2 },
    { command: 'run', experiments: 1, runs: 1, modelVersions: 0 },
    { command: 'model', experiments: 1, runs: 1, modelVersions: 2 },
  ])('is whole: $command', async ({ command, ...counts }) => {
    const dir = join(await tempDir(), 'export')
    await cp(dirOf(command), dir, { recursive: true })

    expect(await validateExport(dir, { signal })).toMatchObject({ ...counts, problems: [] })
  })

  test('names an index that is damaged', async () => {
    const dir = join(await tempDir(), 'export')
    await cp(dirOf('all'), dir, { recursive: true })
    await writeFile(join(dir, 'experiments/1/manifest.json'), '{ "experiment": ')

    await using source = await openExportDirectory(dir)
    const problems = (await listed(source, 'experiment')).filter(isUnreadable)
    expect(problems.map(({ error }) => error.message)).toEqual([expect.stringContaining('experiments/1/manifest.json')])
  })
})

test('source tags of 1.1.2 stay on its runs', async () => {
  await using source = await openExportDirectory(join(fixtures, 'python-tool-1.1.2/experiment'))
  const runs = await headers(source, 'run')
  expect(runs).toHaveLength(2)
  for (const { ref, fields } of runs) {
    expect((fields as RunFields).tags.get('mlflow_export_import.run_info.run_id')).toBe(ref.id)
  }
})
