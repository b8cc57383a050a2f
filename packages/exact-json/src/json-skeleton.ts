import { JsonError } from './json-error.ts'
import type { JsonValue } from './json-value.ts'
import { isSpace } from './parse-exact.ts'
import { atByte, decode, hasMark, parseText } from './parse-json.ts'

export interface SkeletonOptions {
  /** Matches the arrays whose items are framed one by one, or skipped. */
  readonly items: (path: readonly string[]) => boolean | 'skip'
  readonly maxDepth: number
  readonly maxValueBytes: number
}

/** Everything outside matched arrays, and the path to where the input is. */
export interface Skeleton {
  /** Takes bytes from `from` on until a matched array opens or the chunk ends; returns how far it came. */
  push(chunk: Uint8Array, from: number, offset: number): number
  /** The path of the array that opened last and whose `]` has not come. */
  matched(): readonly string[] | undefined
  /** Its items are not wanted. */
  skips(): boolean
  depth(): number
  end(offset: number): JsonValue
}

interface Frame {
  readonly array: boolean
  /** Where the last string at this level stands in `kept`: the key, once its colon came. */
  start: number
  end: number
}

export function createSkeleton({ items, maxDepth, maxValueBytes }: SkeletonOptions): Skeleton {
  const frames: Frame[] = []
  /** How many bytes of the input are left out before that place of `kept`. */
  const holes: { readonly at: number; readonly left: number }[] = []
  let kept = Buffer.alloc(4096)
  let length = 0
  let quoteStart = -1
  let escaped = false
  let done = false
  let match: readonly string[] | undefined
  let skipped = false

  return { push, matched: () => match, skips: () => skipped, depth: () => frames.length, end }

  function push(chunk: Uint8Array, from: number, offset: number): number {
    const left = offset - length
    if (left !== (holes.at(-1)?.left ?? 0)) holes.push({ at: length, left })
    match = undefined
    reserve(chunk.length - from)
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number
      kept[length++] = byte
      if (quoteStart >= 0) readQuoted(byte)
      else if (byte === 0x22) quoteStart = length - 1
      else if (byte === 0x7b || byte === 0x5b) {
        if (open(byte === 0x5b, offset + at - from)) return at + 1
      } else if (byte === 0x7d || byte === 0x5d) close(byte === 0x5d, offset + at - from)
      else if (done && !isSpace(byte)) throw new JsonError('text after the end of the value', offset + at - from)
    }
    if (length > maxValueBytes) throw tooLarge(offset + chunk.length - from, maxValueBytes)
    return chunk.length
  }

  function readQuoted(byte: number): void {
    if (escaped) escaped = false
    else if (byte === 0x5c) escaped = true
    else if (byte === 0x22) {
      const frame = frames.at(-1)
      // Every string that is not followed by a colon is overwritten by the next key before it is used.
      if (frame !== undefined) {
        frame.start = quoteStart
        frame.end = length
      }
      quoteStart = -1
    }
  }

  function open(array: boolean, offset: number): boolean {
    if (done) throw new JsonError('text after the end of the value', offset)
    if (frames.length >= maxDepth) throw new JsonError(`nested deeper than ${maxDepth}`, offset)
    const path = array ? frames.map(stepOf) : []
    frames.push({ array, start: 0, end: 0 })
    const wanted = array && items(path)
    if (!wanted) return false
    match = path
    skipped = wanted === 'skip'
    return true
  }

  function stepOf(frame: Frame): string {
    return frame.array ? '*' : String(parseText(decode(kept.subarray(frame.start, frame.end)) || '""', 1))
  }

  function close(array: boolean, offset: number): void {
    const frame = frames.pop()
    if (frame?.array !== array) throw new JsonError(`'${array ? ']' : '}'}' closes nothing`, offset)
    done = frames.length === 0
  }

  function end(offset: number): JsonValue {
    if (frames.length > 0 || quoteStart >= 0) throw new JsonError('ends before it is complete: truncated', offset)
    const text = decode(kept.subarray(0, length))
    try {
      return parseText(text, maxDepth)
    } catch (error) {
      if (!(error instanceof JsonError)) throw error
      const local = atByte(error, text, hasMark(kept) ? 3 : 0)
      throw new JsonError(local.problem, inInput(local.offset), { code: error.code })
    }
  }

  function inInput(at: number): number {
    return at + (holes.findLast((hole) => hole.at <= at)?.left ?? 0)
  }

  function reserve(more: number): void {
    if (length + more <= kept.length) return
    const larger = Buffer.alloc(Math.max(kept.length * 2, length + more))
    kept.copy(larger, 0, 0, length)
    kept = larger
  }
}

export function tooLarge(offset: number, limit: number): JsonError {
  return new JsonError(`a value is larger than ${limit} bytes`, offset, { code: 'ERR_JSON_TOO_LARGE' })
}
