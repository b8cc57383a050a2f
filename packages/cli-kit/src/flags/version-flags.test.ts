import { expect, test } from 'vitest'
import { versionsOf } from './version-flags.ts'

const none = { stages: undefined, 'export-latest-versions': false }

test('lists of stages and of numbers become a selection', () => {
  expect(versionsOf({ ...none, stages: 'Production, None' })).toEqual({
    latestVersions: false,
    stages: ['Production', 'None'],
  })
  expect(versionsOf({ ...none, versions: '1,3' })).toEqual({ latestVersions: false, versions: [1, 3] })
  expect(versionsOf({ ...none, stages: '', versions: '' })).toEqual({ latestVersions: false })
})

test.each(['x', '0', '1.5', '-1'])('%j is no number of a version', (versions) => {
  expect(() => versionsOf({ ...none, versions })).toThrow(`'${versions}' is not the number of a version.`)
})
