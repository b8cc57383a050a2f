import { readFile } from 'node:fs/promises'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { IdMapFile } from './id-map-file.ts'

test('objects of this job replace their earlier lines, others keep theirs, cut lines go', async () => {
  const earlier = [
    '{"kind":"run","source":"a","target":"1","title":null,"outcome":"created"}',
    '{"kind":"run","source":"b","target":"2","title":"old","outcome":"created"}',
    '{"kind":"run","so',
  ].join('\n')
  await using dir = await tempDir({ 'id-map.jsonl': earlier })

  const map = await IdMapFile.create(dir.path)
  map.add({
    type: 'finished',
    ref: { kind: 'run', id: 'b' },
    target: { kind: 'run', id: '2' },
    outcome: 'unchanged',
    problems: [],
  })
  map.add({ type: 'finished', ref: { kind: 'run', id: 'c' }, title: 'broken', outcome: 'failed', problems: [] })
  await map.close()

  expect(
    (await readFile(map.path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { kind: 'run', source: 'b', target: '2', title: null, outcome: 'unchanged' },
    { kind: 'run', source: 'c', target: null, title: 'broken', outcome: 'failed' },
    { kind: 'run', source: 'a', target: '1', title: null, outcome: 'created' },
  ])
})

test('a job that saw nothing leaves the map as it is', async () => {
  await using dir = await tempDir({ 'id-map.jsonl': '{"kind":"run","source":"a","target":"1"}\n' })

  await (await IdMapFile.create(dir.path)).close()

  expect(await readFile(dir.file('id-map.jsonl'), 'utf8')).toContain('"source":"a"')
})
