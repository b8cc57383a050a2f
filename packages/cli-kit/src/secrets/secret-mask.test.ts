import { expect, test } from 'vitest'
import { SecretMask } from './secret-mask.ts'

test('a secret is hidden wherever it stands, as it is, percent-encoded or in JSON', () => {
  const mask = new SecretMask()
  mask.add(['my "long" secret/+', undefined, ''])

  const text = 'a my "long" secret/+ b my%20%22long%22%20secret%2F%2B c my \\"long\\" secret/+'

  expect(mask.text(text)).toBe('a *** b *** c ***')
})

test('a short one is hidden where it stands alone, and words that hold it stay', () => {
  const mask = new SecretMask()
  mask.add(['run'])

  expect(mask.text('bad password "run": truncated runs of run')).toBe('bad password "***": truncated runs of ***')
})

test('a user name is hidden where it stands alone, and paths to its folders stay', () => {
  const mask = new SecretMask()
  mask.addNames(['mlflow-migration'])

  const text = 'mlflow-migration lacks it: see /home/mlflow-migration/out'

  expect(mask.text(text)).toBe('*** lacks it: see /home/mlflow-migration/out')
})

test('what a cut left of one is hidden too', () => {
  const mask = new SecretMask()
  mask.add(['tok-1234567890'])

  expect(mask.text('the token was tok-12345…')).toBe('the token was ***…')
})

test('texts at any depth of a result are masked, its keys and numbers stay', () => {
  const mask = new SecretMask()
  mask.add(['tok-1234567890'])

  const result = { kinds: { run: 1 }, objects: [{ problems: [{ message: 'echo tok-1234567890' }] }] }

  expect(mask.value(result)).toEqual({ kinds: { run: 1 }, objects: [{ problems: [{ message: 'echo ***' }] }] })
})
