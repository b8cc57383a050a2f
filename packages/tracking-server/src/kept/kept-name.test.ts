import { expect, test } from 'vitest'
import { readKeptName, writeKeptName } from './kept-name.ts'

test.each(['tr-1', 'a/b 3', '../..', 'ü#%41\u0007', ''])(
  'the key %j comes back from a name that every store takes',
  (key) => {
    const name = writeKeptName({ key, edition: 12, fingerprint: '1:aB-_9' })

    expect(name).toMatch(/^[A-Za-z0-9_.~-]+$/)
    expect(readKeptName(name)).toEqual({ key, edition: 12, fingerprint: '1:aB-_9' })
  },
)
