import { expect, test } from 'vitest'
import { scriptedQuestions } from '../test-support/scripted-questions.ts'
import { askAboutConflicts, askToCopy, conflictsOf, lossesOf } from './plan-questions.ts'

const taken = {
  ref: { kind: 'experiment', id: '7' },
  title: 'churn',
  outcome: 'failed',
  problems: [{ code: 'ERR_NAME_TAKEN', message: "The target has another experiment 'churn' (3)." }],
} as const
const cut = { ref: { kind: 'run', id: '1' }, outcome: 'degraded', problems: [{ code: 'X', message: 'cut' }] } as const
const byRequest = { ref: { kind: 'run', id: '2' }, outcome: 'skipped', problems: [] } as const
const plan = {
  objects: [cut, byRequest],
  notCarried: [{ kind: 'webhook', count: 2, reason: 'the target has none' }],
  reportFile: '/state/plan.json',
}

test('names that the target has from elsewhere are conflicts; what cannot arrive whole is a loss', () => {
  expect(conflictsOf({ objects: [cut, taken] })).toEqual([taken])
  expect(lossesOf(plan)).toBe(3)
})

test('the answer to conflicts is the rule, and stopping is an abort', async () => {
  const questions = scriptedQuestions(['rename', 'stop'])
  expect(await askAboutConflicts([taken], questions)).toEqual(['rename'])
  expect(questions.asked[0]).toContain("experiment 7 'churn'")
  await expect(askAboutConflicts([taken], questions)).rejects.toMatchObject({ name: 'AbortError' })
})

test('without anybody to ask, an error names the flag', async () => {
  await expect(askAboutConflicts([taken], undefined)).rejects.toMatchObject({
    code: 'ERR_USAGE',
    hint: expect.stringContaining('--on-conflict'),
  })
  await expect(askToCopy(plan, undefined)).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message: '3 objects will not arrive whole.',
    hint: expect.stringMatching(/plan\.json.*--accept-degraded/),
  })
  await askToCopy({ ...plan, objects: [byRequest], notCarried: [] }, undefined)
})

test('it is asked once before the first write, with what will not arrive whole', async () => {
  const questions = scriptedQuestions([true, false])
  await askToCopy(plan, questions)
  expect(questions.asked).toEqual(['3 objects will not arrive whole, as the plan says. Copy now?'])
  await expect(askToCopy({ ...plan, notCarried: [], objects: [] }, questions)).rejects.toMatchObject({
    name: 'AbortError',
  })
})
