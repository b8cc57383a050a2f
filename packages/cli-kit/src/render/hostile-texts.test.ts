import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MlferryError } from '@mlferry/core'
import { outcomes } from '@mlferry/engine'
import { expect, test } from 'vitest'
import type { CopyResult } from '../job/copy-result.ts'
import { IdMapFile } from '../job/id-map-file.ts'
import { writeReports } from '../report/write-reports.ts'
import { SecretMask } from '../secrets/secret-mask.ts'
import type { VerifyResult } from '../verify/run-verify-job.ts'
import { renderCheckSummary } from './check-summary.ts'
import { findingLines } from './finding-lines.ts'
import { objectLine } from './object-line.ts'
import { printableJson } from './printable-json.ts'
import { renderError } from './render-error.ts'
import { renderSummary } from './summary.ts'
import { renderVerifySummary } from './verify-summary.ts'

/** Clears the screen in two ways, sets a title, goes back over a line, turns text around, leaves the page, and would be a formula. */
const hostile = '=cmd|\u001b[2J\u009b2J\u001b]0;x\u0007\r\b\u202e</script><img src=x onerror=alert(1)>"\'\n@SUM(1)'
const forbidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

const ref = { kind: 'run', id: hostile }
const problem = { code: 'ERR_X', message: hostile, hint: hostile }
const event = { type: 'finished', ref, target: ref, title: hostile, outcome: 'failed', problems: [problem] } as const
const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 1]))
const result = {
  ...{ command: 'copy all', exitCode: 3, dryRun: false, source: hostile, target: hostile },
  ...{ kinds: { run: counts }, points: 1, files: 1, bytes: 1, durationSeconds: 1, startedAt: 'now' },
  objects: outcomes.map((outcome) => ({ ...event, outcome })),
  pending: [{ target: ref, field: hostile, to: ref }],
  unsettled: [{ target: ref, problem }],
  notFound: [hostile],
  notCarried: [{ kind: 'run', count: 1, reason: hostile }],
  along: [{ kind: 'run', because: hostile, count: 1 }],
  waiting: [{ kind: hostile, needs: hostile, count: 1, windowed: true }],
  leftOut: [{ kind: hostile, count: 1, says: hostile }],
  notCarriedByDesign: [{ what: 'secrets', count: 1, reason: hostile }],
  sourceIds: { values: 2, files: 1 },
  notPortable: { run: { name: hostile } },
  notes: [hostile],
  requests: { source: 1, target: 1 },
  kindSeconds: {},
  timeline: [],
  reportFile: 'report.json',
  htmlFile: 'report.html',
} as unknown as CopyResult
const difference = { problem: 'differs', ref, title: hostile, target: ref, field: hostile }
const verified = {
  ...{ command: 'verify', exitCode: 3, level: 'bytes', equal: false, differenceCount: 2 },
  ...{ points: 1, rows: 1, files: 1, bytes: 1, durationSeconds: 1, resumed: 0 },
  ...{ kinds: {}, reportFile: hostile, differencesFile: hostile, sample: { read: 1, atLimit: 1, size: 1, seed: '1' } },
  notCarried: [{ kind: 'run', count: 1, reason: hostile }],
  notFound: [hostile],
  expected: [{ kind: 'run', field: 'name', why: hostile, count: 1 }],
  differences: [
    { ...difference, values: { source: hostile, target: hostile } },
    { ...difference, problem: 'missing' },
  ],
} as unknown as VerifyResult
const checked = { exitCode: 3, runs: 1, bytes: 1, problems: [{ ref, ...problem }] }
const stream = process.stderr
const finding = { check: hostile, status: 'failed', found: hostile, cure: hostile } as const

test.each([
  ['an object', () => objectLine(event)],
  ['the end of a job', () => renderSummary(result, { verbose: true })],
  ['the end of a verify', () => renderVerifySummary(verified)],
  ['a check of a directory', () => renderCheckSummary(checked as never)],
  ['an error', () => renderError(new MlferryError('ERR_X', hostile, { hint: hostile }), { stream, debug: false })],
  ['a finding', () => findingLines(finding, stream)],
  ['JSON', () => printableJson(result, 2)],
])('%s on the screen holds no control characters', (_, render) => {
  const styled = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
  expect(render().replace(styled, '')).not.toMatch(forbidden)
  expect(render()).toContain('SUM(1)')
})

test('reports and id map keep hostile texts as data, for nobody else to read', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
  const idMap = await IdMapFile.create(dir)
  idMap.add(event)
  await idMap.close()
  const files = { reportFile: join(dir, 'report.json'), htmlFile: join(dir, 'report.html'), idMapFile: idMap.path }
  await writeReports({ ...result, ...files }, new SecretMask())
  for (const path of Object.values(files)) {
    const text = await readFile(path, 'utf8')
    expect(text).not.toMatch(forbidden)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    // JSON lines and pages are no sheets: no line begins a formula.
    expect(text).not.toMatch(/^[=+@-]/m)
  }
  expect(JSON.parse(await readFile(files.reportFile, 'utf8')).objects[0].title).toBe(hostile)
  const page = await readFile(files.htmlFile, 'utf8')
  expect(page).not.toContain('<img')
  expect(page.match(/<\/script>/g)).toHaveLength(2)
})
