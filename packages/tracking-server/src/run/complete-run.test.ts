import type { RunFields } from '@mlferry/core'
import { sampleRun } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { declaredCapabilities } from '../declared-capabilities.ts'

const complete = declaredCapabilities({ version: '3.17.2' }).kind('run')?.complete

test.each([
  ['keeps its name', 'churn', { 'mlflow.runName': 'other' }, 'churn', 'other'],
  ['without a name has that of its tag', '', { 'mlflow.runName': 'nightly' }, 'nightly', 'nightly'],
  ['without either has the first letters of its id', '', {}, '01234567', '01234567'],
  ['whose tag is empty too has these as well', '', { 'mlflow.runName': '' }, '01234567', '01234567'],
])('a run %s', (_, name, tags, expected, tag) => {
  const run = sampleRun({ id: '0123456789abcdef', name, tags: new Map(Object.entries(tags)) })
  const completed = complete?.(run) ?? expect.fail('no rule')
  const { name: given, tags: written } = completed.fields as RunFields
  expect([given, written.get('mlflow.runName')]).toEqual([expected, tag])
})
