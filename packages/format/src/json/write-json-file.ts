import { Readable } from 'node:stream'
import { putFile, readFileBytes } from '@mlferry/core'
import { sha256Of } from '../checksums/checksum.ts'
import { type LargeJson, largeJsonText } from './large-json.ts'

/** Writes the whole file or nothing. The text looks like that of the Python tool: ASCII, two spaces, a newline at the end. */
export async function writeJsonFile(path: string, value: LargeJson): Promise<{ sha256: string }> {
  const { signal } = new AbortController()
  return await putFile(path, Readable.from(bytesOf(value)), { size: undefined, name: path, private: true, signal })
}

/** True if the file exists with exactly this content. */
export async function isWritten(path: string, value: LargeJson): Promise<boolean> {
  const there = await sha256Of(readFileBytes(path, { reuse: true })).catch(() => undefined)
  return there === (await sha256Of(bytesOf(value)))
}

function* bytesOf(value: LargeJson): Generator<Buffer> {
  for (const text of largeJsonText(value)) yield Buffer.from(text)
  yield Buffer.from('\n')
}
