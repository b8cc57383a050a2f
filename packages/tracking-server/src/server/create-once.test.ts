import { HttpError, OutcomeUnknownError } from '@mlferry/client'
import { expect, test } from 'vitest'
import { createOnce } from './create-once.ts'

const call = { method: 'POST', url: 'http://server/runs/create' }

/** A server that loses the answers of its first calls, and acts on those that `acts` names. */
function rudeServer({ losses, acts }: { readonly losses: number; readonly acts?: number }) {
  const made: number[] = []
  let calls = 0
  const create = async () => {
    calls++
    if (calls > losses || calls === acts) made.push(calls)
    if (calls <= losses) throw new OutcomeUnknownError(call, new Error('cut'))
    return calls
  }
  return { made, create, find: async () => made[0] }
}

test('what was not done is done again until it is', async () => {
  const { made, create, find } = rudeServer({ losses: 3 })
  expect(await createOnce(create, find)).toBe(4)
  expect(made).toEqual([4])
})

test('what was done although the answer was lost is found, not made a second time', async () => {
  const { made, create, find } = rudeServer({ losses: 3, acts: 2 })
  expect(await createOnce(create, find)).toBe(2)
  expect(made).toEqual([2])
})

test('a server that loses every answer is an error in the end', async () => {
  const { create, find } = rudeServer({ losses: 1000 })
  await expect(createOnce(create, find)).rejects.toThrow(OutcomeUnknownError)
})

test('what an earlier call made late is found when the server refuses the next one', async () => {
  const refusal = new HttpError('ERR_HTTP', 'constraint', { ...call, status: 500, mlflowCode: 'INTERNAL_ERROR' })
  const answers = [new OutcomeUnknownError(call, new Error('cut')), refusal]
  const create = async () => Promise.reject(answers.shift())
  expect(await createOnce(create, async () => (answers.length === 0 ? 1 : undefined))).toBe(1)
})

test('another error is not asked about', async () => {
  const refused = async () => Promise.reject(new Error('refused'))
  await expect(createOnce(refused, async () => 1)).rejects.toThrow('refused')
})
