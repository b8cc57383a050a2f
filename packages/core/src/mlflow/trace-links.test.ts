import { expect, test } from 'vitest'
import type { Assessment, TraceFields } from '../objects/trace.ts'
import { withoutTraceLinks, withTraceLinks } from './trace-links.ts'

const [run, copy] = ['a'.repeat(32), 'b'.repeat(32)]

test('a source that has the id of a run is one, whether or not the metadata names it too', () => {
  const named = new Map([['mlflow.assessment.sourceRunId', run]])
  const given = [assessment('a-1', run, new Map()), assessment('a-2', run, named), assessment('a-3', 'ann', new Map())]

  const { fields, links } = withoutTraceLinks(traceWith(given))

  expect(links.map(({ field, to, data }) => [field, to.id, data?.assessment])).toEqual([
    ['assessmentSources', run, 'a-1'],
    ['assessmentRuns', run, 'a-2'],
    ['assessmentSources', run, 'a-2'],
  ])
  expect(fields.assessments.map(({ source }) => source.id)).toEqual(['', '', 'ann'])
  expect(withTraceLinks(fields, links).assessments).toEqual(given)
  const copied = withTraceLinks(
    fields,
    links.map((link) => ({ ...link, to: { ...link.to, id: copy } })),
  )
  expect(copied.assessments.map(({ source }) => source.id)).toEqual([copy, copy, 'ann'])
})

function assessment(id: string, source: string, metadata: ReadonlyMap<string, string>): Assessment {
  const value = { kind: 'feedback', value: true, error: null } as const
  const rest = { createTime: 1, lastUpdateTime: 1, rationale: null, spanId: null, overrides: null, valid: true }
  return { id, name: 'n', source: { type: 'CODE', id: source }, value, metadata, ...rest }
}

function traceWith(assessments: readonly Assessment[]): TraceFields {
  return {
    ...{ requestTime: 1, duration: 1, state: 'OK', requestPreview: null, responsePreview: null, clientRequestId: null },
    ...{ metadata: new Map(), tags: new Map(), assessments, artifactUri: '', spansLocation: '', extra: {} },
  }
}
