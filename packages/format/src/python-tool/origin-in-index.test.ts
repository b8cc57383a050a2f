import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { run, startExport, tempDir } from '../../test/sample-export.ts'
import { writeObjects } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))

test('an export of mlferry tells the server that it was made of, not its own path', async () => {
  const dir = await tempDir()
  await writeObjects(await startExport(dir, { source: { uri: 'https://mlflow.example' } }), [run('r')])

  await using source = await openExportDirectory(dir)

  expect(source).toMatchObject({ label: dir, origin: 'https://mlflow.example' })
})

test.each([
  { folder: 'python-tool', origin: 'http://127.0.0.1:5001' },
  { folder: 'python-tool-1.1.2/all', origin: 'http://127.0.0.1:5655' },
  { folder: 'python-tool-1.1.2/all/models', origin: 'http://127.0.0.1:5655' },
  { folder: 'python-tool-1.1.2/all/experiments/1', origin: 'http://127.0.0.1:5655' },
  { folder: 'python-tool-2022', origin: undefined },
])('so does $folder, as far as it tells it', async ({ folder, origin }) => {
  await using source = await openExportDirectory(join(fixtures, folder))
  expect(source.origin).toBe(origin)
})
