import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { lookUpInMaps } from './look-up-id.ts'

test('an id is found in the id maps of an export directory, by its kind', async () => {
  await using dir = await tempDir({
    '.mlferry/import-1/id-map.jsonl': '{"kind":"run","source":"a","target":null,"title":null,"outcome":"failed"}\n',
    '.mlferry/import-2/id-map.jsonl': '{"kind":"run","source":"a","target":"b","title":"calm","outcome":"created"}\n',
  })

  const found = { kind: 'run', source: 'a', target: 'b', title: 'calm' }
  expect(await lookUpInMaps(dir.path, { id: 'a', kind: undefined })).toEqual(found)
  expect(await lookUpInMaps(dir.file('.mlferry/import-2/id-map.jsonl'), { id: 'a', kind: 'run' })).toEqual(found)
  expect(await lookUpInMaps(dir.path, { id: 'a', kind: 'trace' })).toBeUndefined()
  expect(await lookUpInMaps(dir.path, { id: 'b', kind: undefined })).toBeUndefined()
})
