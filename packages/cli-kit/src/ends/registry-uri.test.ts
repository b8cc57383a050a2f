import { expect, test } from 'vitest'
import { refuseRegistry, registriesOf, registryUri, unusedRegistryNote } from './registry-uri.ts'

const shared = { MLFLOW_REGISTRY_URI: 'http://shared' }
const own = { ...shared, MLFERRY_TO_MLFLOW_REGISTRY_URI: ' http://own ' }

test.each([
  ['the flag comes first', { given: 'http://flag', bothEnds: false }, own, 'http://flag'],
  ['then the variable of the end', { given: undefined, bothEnds: true }, own, 'http://own'],
  ["then MLflow's own", { given: undefined, bothEnds: false }, shared, 'http://shared'],
  ['which says nothing about one of two ends', { given: undefined, bothEnds: true }, shared, undefined],
  ['an empty one is none', { given: '', bothEnds: false }, {}, undefined],
])('%s', (_, named, env, expected) => {
  expect(registryUri('TO', named, env)).toBe(expected)
})

test('a shared variable that neither of two ends takes is told', () => {
  const both = { from: 'http://a', to: 'http://b' }
  expect(unusedRegistryNote(registriesOf(both), shared)).toContain('--from-registry')
  expect(unusedRegistryNote(registriesOf(both), own)).toBe(undefined)
  expect(unusedRegistryNote(registriesOf({ from: 'http://a' }), shared)).toBe(undefined)
  expect(unusedRegistryNote(registriesOf({ ...both, 'from-registry': 'http://r' }), shared)).toBe(undefined)
})

test('a registry beside a store that holds its own is refused', () => {
  const directory = { name: 'export directory' }
  expect(() => refuseRegistry('FROM', { given: 'http://r', bothEnds: true }, directory)).toThrow(
    '--from is of another kind: export directory',
  )
  expect(refuseRegistry('FROM', { given: undefined, bothEnds: true }, directory)).toBe(undefined)
})
