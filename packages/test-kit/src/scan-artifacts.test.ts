import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { findSourceIds } from './find-source-ids.ts'
import { scanArtifacts } from './scan-artifacts.ts'
import { tempDir } from './temp-dir.ts'

const [run, model] = ['a'.repeat(32), `m-${'b'.repeat(32)}`]
const ids = new Set([run, model])

test('an id is found in every file; in an MLmodel a field and any other text are told apart', async () => {
  await using dir = await tempDir({
    '1/MLmodel': `flavors: {}\nmodel_id: ${model}\nartifact_path: file:///x/${run}/m\nmetadata:\n  note: ${run}\n`,
    '1/metadata/MLmodel': `model_id: ${model}\n`,
    '1/deep/er/data.bin': Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from(` ${run} `)]),
    '2/MLmodel': `artifact_path: of/${run}/m\n`,
    '2/clean.txt': 'c'.repeat(32),
  })

  const { holding, ...scan } = await scanArtifacts(dir.path, ids)

  expect(scan).toMatchObject({ files: 5, modelFiles: 2 })
  expect([...scan.references].sort()).toEqual([
    `1/MLmodel: artifact_path: file:///x/${run}/m`,
    `1/MLmodel: model_id: ${model}`,
  ])
  expect([...holding].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: '1/MLmodel', ids: [run] },
    { path: '1/deep/er/data.bin', ids: [run] },
    { path: '1/metadata/MLmodel', ids: [model] },
    { path: '2/MLmodel', ids: [run] },
  ])
})

test('an id in a packed view is found', () => {
  const value = `deflate;${deflateSync(JSON.stringify({ runsPinned: [run] })).toString('base64')}`
  const tag = { key: 'mlflow.sharedViewState.x', value, experiment_id: '1' }
  expect(findSourceIds({ runs: [{ run_uuid: run }] }, { experiment_tags: [tag] })).toEqual([
    `experiment_tags.value mlflow.sharedViewState.x: ${run}`,
  ])
})
