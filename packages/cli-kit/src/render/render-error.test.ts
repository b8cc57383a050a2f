import { PassThrough } from 'node:stream'
import { InternalError, MlferryError } from '@mlferry/core'
import { expect, test } from 'vitest'
import { UsageError } from '../errors/usage-error.ts'
import { describeError, renderError } from './render-error.ts'

const render = (error: unknown, debug = false) => renderError(error, { stream: new PassThrough(), debug })

test('what, what to do and the code; no stack and no secret', () => {
  const error = new MlferryError('ERR_X', 'No answer from http://me:secret@host', { hint: 'Start it.' })

  expect(render(error)).toBe('Error: No answer from http://host\n  Start it.\n  code: ERR_X')
})

test('wrong usage needs no code', () => {
  expect(render(new UsageError('No flag --x.'))).toBe('Error: No flag --x.')
})

test('a system error is named as the system names it, with what to do', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })

  expect(describeError(error)).toMatchObject({ code: 'ERR_ENOSPC', hint: expect.stringContaining('Free some space') })
})

test('too many open files are named as the cause, whatever was to be opened', () => {
  const cause = Object.assign(new Error('connect EMFILE 10.0.0.1:443'), { code: 'EMFILE', syscall: 'connect' })
  const error = new MlferryError('ERR_SERVER_UNREACHABLE', 'No connection.', { hint: 'Check the address.', cause })

  expect(describeError(cause).hint).toContain('ulimit -n')
  expect(describeError(error).hint).toContain('ulimit -n')
})

test('an error without advice has that of the system error behind it', () => {
  const cause = Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS', syscall: 'open' })

  expect(describeError(new MlferryError('ERR_X', 'Not written.', { cause })).hint).toContain('read-only')
})

test('a bug of ours shows its stack and asks to report it, as does any error that nobody expected', () => {
  for (const error of [new InternalError('broken'), new TypeError('x is undefined')]) {
    expect(render(error)).toMatch(/report it[\s\S]*ERR_INTERNAL[\s\S]*render-error\.test/)
  }
})

test('with DEBUG the causes are shown too', () => {
  const error = new MlferryError('ERR_X', 'outer', { cause: new Error('inner') })

  expect(render(error, true)).toMatch(/outer[\s\S]*Error: inner/)
})
