import { expect, test } from 'vitest'
import type { Header } from './header.ts'
import type { Link } from './ref.ts'
import { isSealedAs } from './seal.ts'
import { withLinkParts, withUnlisted } from './unlisted-links.ts'

const fields = ['modelInputs', 'modelOutputs']
const input = link('modelInputs', 'm-1')
const output = link('modelOutputs', 'm-2', 3)

test('a header that was completed has the fingerprint of one that was listed whole', () => {
  const whole = header([input, output])
  expect(withUnlisted(header([output], ['modelInputs']), [input, output])).toEqual({
    ...whole,
    links: [output, input],
  })
  expect(withUnlisted(header([], fields), [output, input])).toMatchObject({ fingerprint: whole.fingerprint })
  expect(withUnlisted(header([], fields), [])).toEqual(header([]))
})

test('what a listing leaves out makes no difference to it, what it shows does', () => {
  const sealed = header([input, output]).fingerprint
  expect(isSealedAs(sealed, header([output], ['modelInputs']))).toBe(true)
  expect(isSealedAs(sealed, header([], fields))).toBe(true)
  expect(isSealedAs(header([output]).fingerprint, header([output], ['modelInputs']))).toBe(true)
  expect(isSealedAs(sealed, header([output, link('modelOutputs', 'm-3')], ['modelInputs']))).toBe(false)
  expect(isSealedAs(sealed, { ...header([output], ['modelInputs']), fingerprint: 'other' })).toBe(false)
})

test('where nothing is left out, every link counts', () => {
  const sealed = header([input, output]).fingerprint
  expect(isSealedAs(sealed, header([output, input]))).toBe(true)
  expect(isSealedAs(sealed, header([output]))).toBe(false)
  expect(isSealedAs(sealed, header([input, link('modelOutputs', 'm-2', 4)]))).toBe(false)
  expect(isSealedAs(undefined, header([]))).toBe(false)
})

function header(links: readonly Link[], unlisted?: readonly string[]): Header {
  return {
    ref: { kind: 'run', id: 'r' },
    fields: {},
    links,
    fingerprint: withLinkParts('2:abc', links, fields),
    ...(unlisted ? { unlisted } : {}),
  }
}

function link(field: string, id: string, step?: number): Link {
  return { field, to: { kind: 'loggedModel', id }, ...(step === undefined ? {} : { data: { step } }) }
}
