import { PassThrough } from 'node:stream'
import { outcomes } from '@mlferry/engine'
import { expect, test } from 'vitest'
import type { CopyResult } from '../job/copy-result.ts'
import { openProgressView } from './open-progress-view.ts'
import { renderSummary } from './summary.ts'

const failures = Array.from({ length: 191 }, (_, index) => {
  const id = index.toString(16).padStart(32, '0')
  const message = `GET http://host/runs/get?run_id=${id} answered 500`
  const problems = [{ code: 'ERR_SERVER_FAILED', message }]
  return { ref: { kind: 'run', id }, title: `run ${index}`, outcome: 'failed' as const, problems }
})
const other = {
  ref: { kind: 'run', id: 'b' },
  outcome: 'failed' as const,
  problems: [{ code: 'ERR_X', message: 'Its own.' }],
}

test('191 equal failures are one entry of the summary, and others have their own', () => {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, outcome === 'failed' ? 192 : 0]))
  const result = {
    ...{ command: 'copy all', exitCode: 3, dryRun: false, source: 's', target: 't', kinds: { run: counts } },
    ...{ points: 0, files: 0, bytes: 0, durationSeconds: 1, notPortable: {}, sourceIds: { values: 0, files: 0 } },
    ...{
      objects: [...failures, other],
      pending: [],
      unsettled: [],
      notFound: [],
      notCarried: [],
      along: [],
      leftOut: [],
      waiting: [],
      notCarriedByDesign: [],
      notes: [],
    },
    ...{ reportFile: 'report.json', htmlFile: 'report.html' },
  } as unknown as CopyResult
  const text = renderSummary(result, { verbose: false })

  expect(text).toContain("\nFailed (192)\n  191 runs: run 00000000000000000000000000000000 'run 0', run ")
  expect(text).toContain(
    "'run 2', and 188 more\n    GET http://host/runs/get?run_id=00000000000000000000000000000000 answered 500",
  )
  expect(text).toContain('\n  run b\n    Its own. [ERR_X]\n')
  expect(text.split('\n').length).toBeLessThan(20)
})

test.each([false, true])('191 equal failures are four lines while the job runs, on a terminal: %s', (isTTY) => {
  const stream = Object.assign(new PassThrough(), { isTTY })
  const view = openProgressView({ stream, env: {}, quiet: false, verbose: false })
  for (const each of [...failures, other]) view.event({ type: 'finished', ...each })
  view.close()
  const lines = String(stream.read()).match(/^.*failed run .*$/gm) ?? []

  expect(lines.length).toBe(5)
  expect(lines[3]).toContain('(further failures like this are only counted)')
  expect(lines[4]).toContain('Its own.')
})
