import { secret } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { sameCommand } from './same-command.ts'

test('a command can be pasted into a shell and tells no secret', () => {
  const words = [
    'mlferry',
    'copy',
    'all',
    '--from',
    `http://me:${secret('of me')}@old:5000`,
    '--output-dir',
    "it's here",
  ]

  expect(sameCommand(words)).toBe(`mlferry copy all --from http://old:5000 --output-dir 'it'\\''s here'`)
})
