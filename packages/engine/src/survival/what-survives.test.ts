import type { Capabilities } from '@mlferry/core'
import { expect, test } from 'vitest'
import { whatSurvives } from './what-survives.ts'

test('each kind of the source with what the target declares', () => {
  const source: Capabilities = { kind: (name) => (name === 'webhook' ? undefined : { fields: {} }) }
  const target: Capabilities = {
    kind: (name) => {
      if (name === 'run')
        return { fields: { params: { max: 6000, over: 'overflow-artifact' }, runId: { lost: 'new ids' } } }
      return name === 'trace' ? { degraded: 'kept as a file', fields: {} } : undefined
    },
    missing: (name) => (name === 'scorer' ? 'too old' : undefined),
  }

  const rows = new Map(whatSurvives({ source, target }).map((row) => [row.kind, row]))

  expect(rows.get('run')).toMatchObject({ arrives: 'whole', lost: { runId: 'new ids' }, limits: { params: 6000 } })
  expect(rows.get('trace')).toMatchObject({ arrives: 'kept', why: 'kept as a file' })
  expect(rows.get('scorer')).toMatchObject({ arrives: 'not carried', why: 'too old' })
  expect(rows.has('webhook')).toBe(false)
})
