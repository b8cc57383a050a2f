import type { ModelVersionFields, ModelVersionHeader } from '@mlferry/core'
import { expect, test } from 'vitest'
import { wantedVersions } from './wanted-versions.ts'

const versions = [
  ['Production', 1],
  ['None', 2],
  ['production', 3],
  ['Production', 4],
  ['None', 7],
].map(([stage, version]) => ({ fields: { stage, version } as ModelVersionFields }) as ModelVersionHeader)

const numbers = (selection: object) => wantedVersions(versions, selection).map(({ fields }) => fields.version)

test('versions are selected by number, by stage whatever its case, and the newest of each stage', () => {
  expect(numbers({})).toEqual([1, 2, 3, 4, 7])
  expect(numbers({ versions: [2, 4, 9] })).toEqual([2, 4])
  expect(numbers({ stages: ['PRODUCTION'] })).toEqual([1, 3, 4])
  expect(numbers({ latestVersions: true, stages: ['none'] })).toEqual([7])
})
