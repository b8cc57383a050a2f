import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { Link } from '@mlferry/core'
import { type JsonObject, parseJson, stringifyJson } from '@mlferry/exact-json'
import { SummedFile } from '../checksums/summed-file.ts'

/** The members of the stanza `mlferry` that a Target needs. */
export interface ObjectHead {
  readonly id: string
  /** The key by which its kind recognises it. undefined: the id. */
  readonly key: string | undefined
  readonly fingerprint: string | null
  readonly deleted: boolean
  readonly links: readonly Link[]
  readonly pending: readonly Link[]
}

const prefix = '  "mlferry": '

/** The first two lines of the file of an object. The stanza is on the second line, so that it can be read without the rest. */
export function formatHead(stanza: JsonObject): string {
  return `{\n${prefix}${stringifyJson(stanza, { ascii: true })},\n`
}

/** undefined: missing, damaged, or reformatted by another tool. Such an object counts as not written. */
export async function readHead(path: string): Promise<JsonObject | undefined> {
  try {
    const line = await readStanzaLine(path)
    if (!line.startsWith(prefix)) return undefined
    const stanza = parseJson(line.slice(prefix.length, line.lastIndexOf(','))) as JsonObject
    return typeof stanza.id === 'string' && Array.isArray(stanza.links) ? stanza : undefined
  } catch {
    return undefined
  }
}

/** The members of the stanza that are remembered for each object. There may be a million, so all empty lists are the same one. */
export function toHead(stanza: JsonObject): ObjectHead {
  const { id, key, fingerprint, lifecycle } = stanza as Readonly<Record<string, unknown>>
  const links = linksIn(stanza.links)
  const pending = linksIn(stanza.pending)
  return { id, key, fingerprint, deleted: lifecycle === 'deleted', links, pending } as ObjectHead
}

const none: readonly never[] = []

function linksIn(links: JsonObject[string] | undefined): unknown {
  return Array.isArray(links) && links.length > 0 ? links : none
}

/** Rewrites the file with another head, in bounded memory. Resolves to the new checksum. */
export async function replaceHead(path: string, stanza: JsonObject): Promise<string> {
  const start = 2 + (await readStanzaLine(path)).length + 1
  const copy = `${path}.new`
  await rm(copy, { force: true })
  await using file = await SummedFile.create(copy)
  file.append(formatHead(stanza))
  for await (const text of createReadStream(path, { start, encoding: 'latin1' })) {
    file.append(text as string)
    await file.drain()
  }
  const sha256 = await file.finish()
  await rename(copy, path)
  return sha256
}

async function readStanzaLine(path: string): Promise<string> {
  await using handle = await open(path)
  let text = ''
  // Most stanzas fit into the first piece. One with the newest points of thousands of metrics does not.
  for (let size = 16 * 1024; ; size *= 2) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(size), position: text.length })
    text += buffer.toString('latin1', 0, bytesRead)
    const end = text.indexOf('\n', 2)
    if (end >= 0 || bytesRead === 0) return text.slice(2, end)
  }
}
