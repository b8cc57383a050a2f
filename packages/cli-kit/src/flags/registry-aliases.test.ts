import { expect, test } from 'vitest'
import { withRegistryFlags } from './registry-aliases.ts'

test('a registry of the Python tool is the whole server where it stands alone, and the registry beside a tracking server', () => {
  const alone = ['--src-registry-uri', 'http://a', '--dst-registry-uri=http://b']
  expect(withRegistryFlags(alone)).toEqual(alone)
  expect(withRegistryFlags(['--src-mlflow-uri', 'http://t', ...alone, '--to=http://u'])).toEqual([
    '--src-mlflow-uri',
    'http://t',
    '--from-registry',
    'http://a',
    '--to-registry=http://b',
    '--to=http://u',
  ])
})
