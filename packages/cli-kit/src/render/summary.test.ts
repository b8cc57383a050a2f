import { outcomes } from '@mlferry/engine'
import { expect, test } from 'vitest'
import type { CopyResult } from '../job/copy-result.ts'
import { renderSummary } from './summary.ts'

const none = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]))
const result = {
  ...{ command: 'copy all', exitCode: 0, dryRun: false, source: 's', target: 't', points: 0, files: 0, bytes: 0 },
  ...{ durationSeconds: 1, objects: [], pending: [], unsettled: [], notFound: [], notCarried: [], along: [] },
  ...{ leftOut: [], waiting: [], notCarriedByDesign: [], notes: [], sourceIds: { values: 0, files: 0 } },
  ...{ reportFile: 'report.json', htmlFile: 'report.html' },
  kinds: { run: { ...none, created: 2 }, trace: none },
  notPortable: {
    run: { runId: 'the target gives its own ids', endTime: 'set by the target' },
    trace: { id: 'the target gives its own ids' },
  },
} as unknown as CopyResult

test('fields that are not portable are one line, which names mlferry info', () => {
  const lines = renderSummary(result, { verbose: false }).split('\n')

  expect(lines.filter((line) => /portable/i.test(line))).toEqual([
    'Not portable to this target: some fields of 1 kind of object; see `mlferry info`, --verbose or the report.',
  ])
  expect(lines.join()).not.toContain('runId')
})

test('--verbose lists them, for the kinds that the job has anything of', () => {
  expect(renderSummary(result, { verbose: true })).toContain(
    'Not portable to this target\n  runs: runId (the target gives its own ids); endTime (set by the target)\n\n',
  )
})
