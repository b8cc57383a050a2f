import { Readable } from 'node:stream'
import { type JsonObject, putFile, stringifyJson } from '@mlferry/core'

/** Whole or not at all. As the Python tool writes: ASCII, two spaces, a newline at the end. */
export async function writeJsonFile(path: string, value: JsonObject): Promise<{ sha256: string }> {
  const bytes = Buffer.from(`${stringifyJson(value, { indent: 2, ascii: true })}\n`)
  const { signal } = new AbortController()
  return await putFile(path, Readable.from([bytes]), { size: bytes.length, name: path, signal })
}
