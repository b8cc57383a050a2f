import type { WireTrace } from '@mlferry/client'
import { expect, test } from 'vitest'
import { limitsOf } from '../server/server-limits.ts'
import { keepInTags, lostAssessments, withKeptInTags } from './kept-in-tags.ts'
import { traceHeader } from './trace-header.ts'
import { traceInfo } from './trace-info.ts'

const rationale = 'weil 🚀'.repeat(2000)
const trace: WireTrace = {
  trace_id: 'tr-1',
  trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '1' } },
  request_time: '2026-11-24T18:44:09.265Z',
  execution_duration: '1s',
  state: 'OK',
  trace_metadata: { own: 'x' },
  tags: { 'mlflow.traceName': 'assessed' },
  assessments: [
    {
      assessment_id: 'a-1',
      assessment_name: 'plain',
      source: { source_type: 'HUMAN', source_id: 'me' },
      feedback: { value: 1 },
    },
    {
      assessment_id: 'a-2',
      assessment_name: 'iss-1',
      source: { source_type: 'HUMAN', source_id: 'me' },
      issue: { issue_name: 'slow' },
      rationale,
    },
  ],
}

test('what an older server does not show stands in tags, and comes back from there', () => {
  const there = onServer('3.4.0')
  expect(there.assessments).toHaveLength(1)
  expect(Object.values(there.tags ?? {}).every((value) => [...value].length <= 4000)).toBe(true)
  // As that server then shows it.
  const shown = { ...there, trace_metadata: { ...there.trace_metadata, 'mlflow.trace_schema.version': '3' } }
  expect(traceHeader(shown)).toMatchObject(comparable(trace))
})

test('another schema version comes back too, and one that is the same needs no tag', () => {
  const of = (version: string) => ({ ...trace, trace_metadata: { 'mlflow.trace_schema.version': version } })
  const shown = { ...onServer('3.4.0', of('2')), trace_metadata: of('3').trace_metadata }
  expect(withKeptInTags(shown).trace_metadata).toEqual(of('2').trace_metadata)
  expect(Object.keys(onServer('3.4.0', of('3')).tags ?? {}).filter((key) => key.includes('schema'))).toEqual([])
})

test('a server that shows all of it gets no tags', () => {
  const there = onServer('3.17.2')
  expect(there.assessments).toHaveLength(2)
  expect(there.tags).toEqual(trace.tags)
})

test('what is not shown is named', () => {
  const { links } = traceHeader(trace)
  expect(lostAssessments(links, server('3.10.1'))).toMatchObject([{ code: 'ERR_KIND_DEGRADED' }])
  expect(lostAssessments(links, server('3.17.2'))).toEqual([])
})

function onServer(version: string, wire = trace): WireTrace {
  const header = traceHeader(wire)
  const assessments = header.fields.assessments.map((each) => (each.id === 'a-2' ? { ...each, name: 'iss-1' } : each))
  const { fields, tags } = keepInTags({ ...header.fields, assessments }, header.ref, server(version))
  return traceInfo(fields, { ref: header.ref, experimentId: '1', tags }) as unknown as WireTrace
}

function server(version: string) {
  return { version, limits: limitsOf(version) }
}

function comparable(wire: WireTrace) {
  const { fields, links, fingerprint } = traceHeader(wire)
  return { fields, links, fingerprint }
}
