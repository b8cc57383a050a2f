import { expect, test } from 'vitest'
import { refusedNames } from './model-registration.ts'

test.each([
  [['credit-scorer', 'A1', 'a--b']],
  [['credit scorer'], 'credit-scorer'],
  [['my_model'], 'my-model'],
  [['team/prod.model'], 'team-prod-model'],
  [['-x-'], 'x'],
  [['Größe'], 'Gro-e'],
  [['価格'], 'model'],
  [['m'.repeat(64)], 'm'.repeat(63)],
  // Unlike a name that stays, and unlike each other.
  [['my-model', 'my_model', 'my model'], 'my-model-2', 'my-model-3'],
  [[`${'m'.repeat(63)}`, `${'m'.repeat(62)}_`, 'm'.repeat(70)], 'm'.repeat(62), `${'m'.repeat(61)}-2`],
])('of %j what cannot become a model package group gets a name that can', (names, ...instead) => {
  const refused = refusedNames(names)
  expect(refused.map((each) => each.instead)).toEqual(instead)
  for (const { name } of refused) expect(names).toContain(name)
})
