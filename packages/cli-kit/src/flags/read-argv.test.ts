import { Flags } from '@oclif/core'
import { expect, test } from 'vitest'
import { readArgv } from './read-argv.ts'

const flags = {
  'output-dir': Flags.string({ char: 'o' }),
  'import-source-tags': Flags.boolean({ allowNo: true }),
  quiet: Flags.boolean({ char: 'q' }),
  deleted: Flags.boolean({ allowNo: true, aliases: ['include-deleted'] }),
}
const read = (...argv: string[]) => readArgv(argv, { flags, command: 'mlferry import all' })

test.each([
  ['--import-source-tags true', '--import-source-tags'],
  ['--import-source-tags=True', '--import-source-tags'],
  ['--import-source-tags yes --quiet 1', '--import-source-tags --quiet'],
  ['--import-source-tags false', '--no-import-source-tags'],
  ['--no-import-source-tags', '--no-import-source-tags'],
  ['--no-import-source-tags false', '--import-source-tags'],
  ['--quiet false', ''],
  ['--quiet', '--quiet'],
  ['-q --quiet', '-q --quiet'],
  ['--include-deleted true', '--deleted'],
  ['--output-dir true', '--output-dir true'],
  ['--output-dir=true -o false', '--output-dir=true -o false'],
  ['--output-dir --odd', '--output-dir --odd'],
  ['--quiet -- --anything', '--quiet -- --anything'],
])('%s is read as %s', (given, expected) => {
  expect(read(...given.split(' ')).join(' ')).toBe(expected)
})

test('a mistyped flag is refused with the nearest one, whatever its value', () => {
  expect(() => read('--outputdir', 'x')).toThrow(
    'mlferry import all has no flag --outputdir. Did you mean --output-dir?',
  )
  expect(() => read('--no-quiet')).toThrow('has no flag --no-quiet.')
  expect(() => read('--something-else-entirely')).toThrow(/entirely\.$/)
})

test('a boolean that is neither true nor false is refused', () => {
  expect(() => read('--import-source-tags=maybe')).toThrow("--import-source-tags takes true or false, not 'maybe'.")
})
