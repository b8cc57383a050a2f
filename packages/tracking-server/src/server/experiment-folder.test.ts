import { expect, test } from 'vitest'
import { experimentFolder } from './experiment-folder.ts'

test.each([
  ['s3://bucket/prefix/12/r1/artifacts', 's3://bucket/prefix/12'],
  ['s3://bucket/prefix/12/models/r1/artifacts', 's3://bucket/prefix/12'],
  ['s3://bucket/prefix/12/traces/r1/artifacts', 's3://bucket/prefix/12'],
  ['s3://bucket/r1/artifacts', 's3://bucket'],
  ['s3://bucket/elsewhere/of/r1', undefined],
  ['s3://bucket/12/r2/artifacts', undefined],
  ['', undefined],
])('what lies at %s belongs to an experiment at %s', (artifactUri, folder) => {
  const header = { ref: { kind: 'run', id: 'r1' }, fields: { artifactUri }, links: [], fingerprint: '' }
  expect(experimentFolder(header)).toBe(folder)
})
