import { type JsonObject, type StringifyJsonOptions, stringifyJson } from '@mlferry/exact-json'
import { writeSummedFile } from '../checksums/summed-file.ts'
import { formatHead } from './object-head.ts'
import type { ObjectFile } from './object-writer.ts'

/** A file that is written at once when the object is sealed, for kinds whose header is the whole object. */
export function wholeFile(path: string, text: (stanza: JsonObject) => string): ObjectFile {
  return {
    write: async () => {},
    finish: async (stanza) => await writeSummedFile(path, text(stanza)),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** The usual text of a file: the stanza on a line of its own, then the other members. */
export function wholeText(stanza: JsonObject, rest: JsonObject, options: StringifyJsonOptions = {}): string {
  return `${formatHead(stanza)}${stringifyJson(rest, { indent: 2, ascii: true, ...options }).slice(2)}\n`
}
