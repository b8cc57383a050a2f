import { byteQueue } from './byte-queue.ts'
import { JsonError } from './json-error.ts'
import { createSkeleton, type SkeletonOptions, tooLarge } from './json-skeleton.ts'
import type { JsonValue } from './json-value.ts'
import { decode } from './parse-json.ts'
import { parseSlice } from './parse-slice.ts'
import { splitArray } from './split-json.ts'

export interface FramerOptions extends SkeletonOptions {
  readonly asText: boolean
}

export interface FramedItems {
  readonly path: readonly string[]
  readonly items: JsonValue[]
}

export interface Framer {
  push(chunk: Uint8Array): FramedItems[]
  end(): JsonValue
}

/** Finds the items of matched arrays by counting brackets outside strings. Whether what lies between is JSON, its parser says. */
export function createFramer(options: FramerOptions): Framer {
  const { asText, maxDepth, maxValueBytes } = options
  const skeleton = createSkeleton(options)
  const queue = byteQueue()
  let path: readonly string[] | undefined
  let baseDepth = 0
  let depth = 0
  let quoted = false
  let escaped = false
  let afterComma = false
  let offset = 0
  let itemStart = 0

  return { push, end }

  function push(chunk: Uint8Array): FramedItems[] {
    const found: FramedItems[] = []
    let at = 0
    while (at < chunk.length) {
      if (path === undefined) {
        at = skeleton.push(chunk, at, offset + at)
        path = skeleton.matched()
        baseDepth = skeleton.depth()
        itemStart = offset + at
      } else at = readItems(chunk, at, path, found)
    }
    offset += chunk.length
    return found
  }

  // The hot loop: up to 500 MB pass here. Locals, because closures over `let` are slower.
  function readItems(chunk: Uint8Array, from: number, of: readonly string[], found: FramedItems[]): number {
    let inString = quoted
    let afterBackslash = escaped
    let level = depth
    let comma = -1
    let at = from
    for (; at < chunk.length; at++) {
      const byte = chunk[at] as number
      if (inString) {
        if (afterBackslash) afterBackslash = false
        else if (byte === 0x22) inString = false
        else if (byte === 0x5c) afterBackslash = true
      } else if (byte === 0x22) inString = true
      else if (byte === 0x2c) {
        if (level === 0) {
          if (offset + at - itemStart > maxValueBytes) break
          comma = at
          itemStart = offset + at + 1
        }
      } else if (byte === 0x7b || byte === 0x5b) {
        if (++level + baseDepth > maxDepth) throw new JsonError(`nested deeper than ${maxDepth}`, offset + at)
      } else if ((byte === 0x7d || byte === 0x5d) && --level < 0) break
    }
    if (offset + at - itemStart > maxValueBytes) throw tooLarge(itemStart, maxValueBytes)
    quoted = inString
    escaped = afterBackslash
    depth = Math.max(level, 0)
    if (level < 0) {
      if (chunk[at] !== 0x5d) throw new JsonError("expected ',' or ']' after an item, found '}'", offset + at)
      if (!skeleton.skips()) cut(chunk.subarray(from, at), offset + from, of, found, false)
      path = undefined
      return at
    }
    if (skeleton.skips()) return chunk.length
    if (comma >= 0) {
      cut(chunk.subarray(from, comma), offset + from, of, found, true)
      from = comma + 1
    }
    queue.add(chunk.subarray(from), offset + from)
    return chunk.length
  }

  function cut(last: Uint8Array, at: number, of: readonly string[], found: FramedItems[], comma: boolean): void {
    queue.add(last, at)
    const start = queue.start()
    const bytes = queue.take()
    const values = parseSlice(bytes, start)
    const items = asText ? [...splitArray(decode(bytes))] : values
    if (items.length > 0) found.push({ path: of, items })
    else if (comma || afterComma) throw new JsonError("expected a value, found ',' or ']'", at + last.length)
    afterComma = comma
  }

  function end(): JsonValue {
    if (path !== undefined) throw new JsonError('ends inside an array: truncated', offset)
    return skeleton.end(offset)
  }
}
