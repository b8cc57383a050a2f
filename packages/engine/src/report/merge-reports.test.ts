import { expect, test } from 'vitest'
import type { CopyReport } from './copy-report.ts'
import { mergeReports } from './merge-reports.ts'
import { noOutcomes } from './outcome.ts'

test('counts of workspaces are added, and objects say where they are from', () => {
  const one = report({ created: 2, failed: 1 }, 3)
  const other = report({ created: 5 }, undefined)

  const merged = mergeReports([
    { workspace: 'default', report: one },
    { workspace: 'team', report: { ...other, objects: [], notCarried: [] } },
  ])

  expect(merged).toMatchObject({
    kinds: { run: { created: 7, failed: 1 } },
    workspaces: { default: { run: { created: 2 } }, team: { run: { created: 5 } } },
    objects: [{ ref: { kind: 'run', id: 'a' }, workspace: 'default' }],
    notCarried: [{ kind: 'webhook', count: 2 }],
    notCarriedByDesign: [{ what: 'jobs', count: 3 }],
    notFound: ['x'],
    points: 20,
    durationSeconds: 4,
  })
})

function report(counts: object, jobs: number | undefined): CopyReport {
  return {
    source: 'a',
    target: 'b',
    kinds: { run: { ...noOutcomes(), ...counts } },
    objects: [{ ref: { kind: 'run', id: 'a' }, outcome: 'failed', problems: [] }],
    pending: [],
    unsettled: [],
    notFound: jobs === undefined ? ['x'] : ['x', 'y'],
    notPortable: {},
    notCarried: [{ kind: 'webhook', count: 2, reason: 'too old' }],
    along: [],
    leftOut: [],
    waiting: [],
    notCarriedByDesign: [{ what: 'jobs', reason: 'theirs', ...(jobs === undefined ? {} : { count: jobs }) }],
    sourceIds: { values: 0, files: 0 },
    points: 10,
    files: 1,
    bytes: 1,
    startedAt: '',
    durationSeconds: 2,
  }
}
