import { expect, test } from 'vitest'
import { type CompatibilityFlag, compatibilityFlags, compatibilityNotes } from './compatibility-flags.ts'

/** Of each option: the values that ask for what does not happen. All other values ask for nothing, or for what happens anyway. */
const noted: Readonly<Record<CompatibilityFlag, readonly (string | boolean)[]>> = {
  'use-threads': [true, false],
  'use-src-user-id': [true, false],
  'mlmodel-fix': [true, false],
  'notebook-formats': ['HTML'],
  'export-permissions': [true],
  'import-permissions': [true],
  'dst-notebook-dir': ['/notebooks'],
  'export-version-model': [true, false],
  'vrm-export-version-model': [true, false],
  'vrm-model-artifact-path': ['model'],
  'skip-download-run-artifacts': [true],
  'await-creation-for': ['60'],
  'create-model': [true, false],
  'import-metadata': [true, false],
  'copy-permissions': [true],
  'include-deleted': [true, false],
}

const values: Readonly<Record<string, readonly (string | boolean)[]>> = {
  boolean: [true, false],
  option: ['', 'HTML', '/notebooks', 'model', '60'],
}

const cases = Object.entries(compatibilityFlags(...(Object.keys(noted) as CompatibilityFlag[]))).flatMap(
  ([name, { type }]) => {
    const told = noted[name as keyof typeof noted]
    const all = (values[type] ?? []).filter(
      (value) => typeof value !== 'string' || value === '' || told.includes(value),
    )
    return all.map((value) => ({ name, value, told: told.includes(value) }))
  },
)

test.each(cases)('--$name $value is told to have no effect: $told', ({ name, value, told }) => {
  const notes = compatibilityNotes({ [name]: value })

  expect(notes).toEqual(told ? [expect.stringContaining('has no effect: ')] : [])
  if (value === false && told) expect(notes[0]).toContain(`--${name} false`)
})

test('an option that was not given is not told', () => {
  expect(compatibilityNotes({ 'create-model': undefined })).toEqual([])
})
