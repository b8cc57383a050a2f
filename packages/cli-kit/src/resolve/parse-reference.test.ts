import { expect, test } from 'vitest'
import { parseReference } from './parse-reference.ts'

const model = `m-${'0'.repeat(32)}`

test.each([
  ['3f2a', undefined, '3f2a', 'new'],
  ['runs:/3f2a', 'run', '3f2a', 'runs:/new'],
  ['runs:/3f2a/model/a b', 'run', '3f2a', 'runs:/new/model/a b'],
  [`models:/${model}`, 'loggedModel', model, 'models:/new'],
  ['models:/churn/3', 'modelVersion', 'churn/3', 'models:/new'],
  ['models:/team/churn@champion', 'registeredModel', 'team/churn', 'models:/new@champion'],
])('%s names its object and is written for another one', (text, kind, id, written) => {
  const reference = parseReference(text)

  expect([reference.kind, reference.id, reference.write('new')]).toEqual([kind, id, written])
})
