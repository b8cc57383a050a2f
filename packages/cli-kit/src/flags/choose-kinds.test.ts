import { objectKinds } from '@mlferry/engine'
import { expect, test } from 'vitest'
import { chooseKinds, type KindFlags } from './choose-kinds.ts'

const names = (flags: KindFlags) => chooseKinds(flags)?.map(({ name }) => name)

test('without the flags it is every kind', () => {
  expect(chooseKinds({})).toBeUndefined()
})

test('a kind brings what holds it, by any of its names', () => {
  expect(names({ kinds: 'runs' })).toEqual(['experiment', 'run'])
  expect(names({ kinds: 'model-versions, prompt' })).toEqual(['registeredModel', 'modelVersion', 'prompt'])
})

test('a kind that is excluded takes along what it holds', () => {
  const all = objectKinds.map(({ name }) => name)
  expect(names({ 'exclude-kinds': 'prompts' })).toEqual(all.filter((name) => !name.startsWith('prompt')))
  expect(names({ kinds: 'run,prompt', 'exclude-kinds': 'experiment' })).toEqual(['prompt'])
})

test('what is no kind is refused, and so is nothing at all', () => {
  expect(() => chooseKinds({ kinds: 'rnus' })).toThrow("--kinds: there is no kind 'rnus'.")
  expect(() => chooseKinds({ kinds: 'run', 'exclude-kinds': 'run,experiment' })).toThrow('No kind is left.')
})
