import { existsSync } from 'node:fs'
import { tempDir } from '@mlferry/test-kit'
import { afterEach, expect, test, vi } from 'vitest'
import { VerifiedFile, type VerifyQuestion } from './verified-file.ts'

const question: VerifyQuestion = { version: '1', level: 'bytes', sample: 100, selection: {} }
const start = { seed: 'first', given: false, restart: false }

afterEach(() => {
  vi.useRealTimers()
})

test('what was found equal more than a day ago is looked at again', async () => {
  await using dir = await tempDir()
  const path = dir.file('verified.txt')
  vi.useFakeTimers({ toFake: ['Date'], now: 0 })
  const first = await VerifiedFile.open(path, question, start)
  first.add('run a')
  first.save()

  vi.setSystemTime(25 * 3600 * 1000)
  const second = await VerifiedFile.open(path, question, start)
  expect(second.has('run a')).toBe(false)
  second.add('run a')
  second.save()

  const third = await VerifiedFile.open(path, question, start)
  expect(third.has('run a')).toBe(true)
})

test('an interrupted verify of the same question goes on, with the same sample', async () => {
  await using dir = await tempDir()
  const path = dir.file('verified.txt')
  const first = await VerifiedFile.open(path, question, start)
  first.add('run a')
  first.save()
  const second = await VerifiedFile.open(path, question, { ...start, seed: 'second' })
  expect(second).toMatchObject({ seed: 'first' })
  expect([second.has('run a'), second.has('run b')]).toEqual([true, false])
  second.remove()
  expect(existsSync(path)).toBe(false)
})

test('nothing is left of a verify that came to its end, not even by a last save', async () => {
  await using dir = await tempDir()
  const path = dir.file('verified.txt')
  const only = await VerifiedFile.open(path, question, start)
  only.add('run a')
  only.remove()
  only.save()
  expect(existsSync(path)).toBe(false)
})

test.each([
  ['another question', { ...question, level: 'fields' }, start],
  ['another seed', question, { ...start, seed: 'second', given: true }],
  ['a restart', question, { ...start, restart: true }],
])('%s starts anew', async (_, asked, options) => {
  await using dir = await tempDir()
  const path = dir.file('verified.txt')
  const first = await VerifiedFile.open(path, question, start)
  first.add('run a')
  first.save()
  const second = await VerifiedFile.open(path, asked, options)
  expect(second.has('run a')).toBe(false)
})
