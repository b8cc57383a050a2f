import { expect, test } from 'vitest'
import { isReady } from './is-ready.ts'

const [run, model] = [
  { kind: 'run', id: '1' },
  { kind: 'registeredModel', id: 'churn' },
]

/** What a verify says when these differ. */
function differing(...refs: readonly (typeof run)[]) {
  return { differences: refs.map((ref) => ({ problem: 'differs', ref }) as const), differenceCount: refs.length }
}

function passWith(outcome: 'degraded' | 'skipped' | 'failed') {
  return { objects: [{ ref: run, outcome, problems: [] }] }
}

test.each([
  ['nothing differs', differing(), [], false, true],
  ['what was skipped differs', differing(run), [passWith('skipped')], false, true],
  ['what lost something differs, as it was agreed', differing(run), [passWith('degraded')], true, true],
  ['what lost something differs, and nobody agreed', differing(run), [passWith('degraded')], false, false],
  ['what failed differs, although losses were agreed', differing(run), [passWith('failed')], true, false],
  ['something else differs too', differing(run, model), [passWith('skipped')], true, false],
  ['more differs than is told', { ...differing(run), differenceCount: 2 }, [passWith('skipped')], true, false],
])('%s', (_, proof, passes, acceptsLosses, ready) => {
  expect(isReady(proof, passes, acceptsLosses)).toBe(ready)
})
