import { expect, test } from 'vitest'
import { readConflictRules } from './conflict-rules.ts'

test('a rule holds for all kinds, or for the kind that it names; the last one counts', () => {
  const ruleOf = readConflictRules(['skip', 'experiment=rename,registered models=fail'])

  expect(['run', 'experiment', 'registeredModel'].map(ruleOf)).toEqual(['skip', 'rename', 'fail'])
  expect(readConflictRules()('experiment')).toBe('merge')
})

test.each(['merged', 'experiment=', 'exp=skip', '=skip'])('%j is refused with what there is', (text) => {
  expect(() => readConflictRules([text])).toThrow(`--on-conflict '${text}' is no rule.`)
})
