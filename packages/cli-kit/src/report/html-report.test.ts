import { Readable } from 'node:stream'
import { secret, secretMark } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import type { CopyResult } from '../job/copy-result.ts'
import type { IdMapLine } from '../job/id-map-file.ts'
import { htmlReport } from './html-report.ts'

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)>'
const none = { created: 0, updated: 0, unchanged: 0, degraded: 0, skipped: 0, failed: 0 }
const result: CopyResult = {
  command: 'copy all',
  exitCode: 3,
  dryRun: false,
  notes: ['S3 does not copy from a to b by itself.', hostile],
  source: `http://user:${secret('of old')}@old:5000`,
  target: 'http://new:5000',
  kinds: { run: { ...none, created: 7, failed: 1 }, trace: none },
  objects: [
    {
      ref: { kind: 'run', id: hostile },
      title: hostile,
      outcome: 'failed',
      problems: [{ code: 'ERR_DAMAGED', message: hostile, hint: 'Export it again.' }],
    },
  ],
  pending: [],
  unsettled: [],
  notFound: [],
  notPortable: { run: { runId: 'the target gives its own ids' } },
  notCarried: [{ kind: 'webhook', count: 2, reason: 'too old' }],
  along: [{ kind: 'run', because: 'loggedModel', count: 2 }],
  waiting: [],
  leftOut: [],
  notCarriedByDesign: [{ what: 'jobs', reason: 'belongs to the server' }],
  sourceIds: { values: 2, files: 1 },
  points: 12,
  files: 3,
  bytes: 2048,
  startedAt: '2026-11-24T00:00:00.000Z',
  durationSeconds: 61,
  requests: { source: 10, target: 20 },
  kindSeconds: { run: 60 },
  timeline: [{ seconds: 1, objects: 2, bytes: 3, requests: 4 }],
  reportFile: '/r.json',
  htmlFile: '/r.html',
}

test('text from a store is text in the page, whatever it says', async () => {
  const line = { kind: 'run', source: hostile, target: null, title: hostile, outcome: 'failed' } as const
  const page = await pageWith(Array(1000).fill(line))
  const [, ids = ''] = /id="ids">(.*)<\/script>/.exec(page) ?? []

  expect(page.match(/<script/g)).toHaveLength(2)
  expect(JSON.parse(ids)).toEqual(Array(1000).fill(['run', hostile, null, hostile]))
  expect(page).not.toContain('<img')
  expect(page).not.toContain(secretMark)
  expect(page).toContain('ERR_DAMAGED')
  expect(page).toContain('Export it again.')
})

test('what did not arrive, and why, is in it', async () => {
  const page = await pageWith([])

  for (const text of [
    'Failed (1)',
    '2 webhook',
    'too old',
    'run runId',
    '10 to the source, 20 to the target',
    '1 min 1 s',
  ]) {
    expect(page).toContain(text)
  }
  expect(page).not.toContain('Find an object')
})

async function pageWith(ids: readonly IdMapLine[]): Promise<string> {
  return (await Array.fromAsync(htmlReport(result, Readable.from(ids)))).join('')
}
