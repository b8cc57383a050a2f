import { expect, test } from 'vitest'
import { appArn, serverArn } from '../test-support/start-plane.ts'
import { checkProof, readProof } from './check-proof.ts'

const ends = { source: serverArn, target: appArn }
const startedAt = '2026-01-02T00:00:00.000Z'
const proof = {
  ...{ command: 'verify', source: serverArn, target: appArn, level: 'bytes', equal: true, startedAt },
  ...{ selection: { includeDeleted: true }, notCarried: [] },
}

test('a report of everything, equal, of these ends, begun after the last write, is a proof', () => {
  const report = readProof(JSON.stringify(proof))
  expect(() => checkProof(report, ends, Date.parse(startedAt) - 1)).not.toThrow()
  expect(() => checkProof(report, ends, undefined)).not.toThrow()
})

test.each([
  ['another source', { source: appArn }, /about the source/],
  ['another target', { target: serverArn }, /about the target/],
  ['another level', { level: 'content' }, /level content/],
  ['a part', { selection: { experiments: ['churn'] } }, /a part: experiments/],
  ['some kinds', { selection: { kinds: ['run'] } }, /a part: kinds/],
  ['differences', { equal: false }, /differences/],
  ['a kind that the target has not', { notCarried: [{ kind: 'issue' }] }, /issue/],
  ['an older time', { startedAt: '2026-01-01T00:00:00.000Z' }, /written at 2026-01-01T12/],
])('a report of %s is none', (_, changes, message) => {
  const error = { code: 'ERR_NO_PROOF', message: expect.stringMatching(message) }
  expect(() => checkProof({ ...proof, ...changes }, ends, Date.parse('2026-01-01T12:00:00Z'))).toThrow(
    expect.objectContaining(error),
  )
})

test.each([
  '',
  '{}',
  '[]',
  'null',
  JSON.stringify({ ...proof, command: 'copy all' }),
  JSON.stringify({ ...proof, selection: undefined }),
])('%j is no report of a verify that says what it is about', (text) => {
  expect(() => readProof(text)).toThrow(expect.objectContaining({ code: 'ERR_NO_PROOF' }))
})
