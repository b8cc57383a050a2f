import { expect, test } from 'vitest'
import { type Told, withFlagsThatHelp } from './flags-that-help.ts'

test('a hint names the flags that may help against an error of that code', () => {
  expect(withFlagsThatHelp({ code: 'ERR_NAME_TAKEN', hint: 'Rename one of them.' }).hint).toBe(
    'Rename one of them. Flags that may help: --on-conflict, --experiment-rename-file.',
  )
  const without: Told = { code: 'ERR_NAME_TAKEN' }
  const once = withFlagsThatHelp(without)
  expect(once.hint).toBe('Flags that may help: --on-conflict, --experiment-rename-file.')
  expect(withFlagsThatHelp(once)).toEqual(once)
  const other = { code: 'ERR_OTHER', hint: 'Wait.' }
  expect(withFlagsThatHelp(other)).toBe(other)
})
