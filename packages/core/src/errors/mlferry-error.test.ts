import { JsonError } from '@mlferry/exact-json'
import { expect, test } from 'vitest'
import { asMlferryError } from './error-questions.ts'
import { isMlferryError } from './mlferry-error.ts'

test('an error of exact-json is one of ours, and keeps its code', () => {
  const error = new JsonError('no JSON', 3)

  expect(isMlferryError(error)).toBe(true)
  expect(asMlferryError(error, 'ERR_OTHER', 'Elsewhere')).toBe(error)
})
