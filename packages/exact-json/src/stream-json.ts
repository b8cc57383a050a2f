import { createFramer, type FramedItems, type FramerOptions } from './json-framer.ts'
import type { JsonValue } from './json-value.ts'
import { defaultMaxDepth } from './parse-json.ts'

export interface StreamJsonOptions {
  /**
   * Which arrays are handed out as they pass: `path` holds the object keys from the root, `*` for an array's index. `skip`: the items
   * are passed over, unparsed and unchecked, for who knows by other means that they are as they should be.
   */
  readonly items: (path: readonly string[]) => boolean | 'skip'
  /** Items come as their JSON text, in which a number such as 1.0 is what it was. Default: as values. */
  readonly asText?: boolean
  /** How deep arrays and objects may nest; 200 by default. */
  readonly maxDepth?: number
  /** Bytes of one item, and of all that is not an item; 64 MiB by default. Beyond: JsonError with ERR_JSON_TOO_LARGE. */
  readonly maxValueBytes?: number
}

export type StreamedJson =
  /** One or more neighbouring items of one matched array, in order. */
  | { readonly type: 'items'; readonly path: readonly string[]; readonly items: JsonValue[] }
  /** Last: everything else, the matched arrays empty. */
  | { readonly type: 'rest'; readonly value: JsonValue }

// Bounds a batch even when a whole file comes as one chunk.
const pieceBytes = 128 * 1024

/**
 * Reads one JSON document of any size with memory bounded by `maxValueBytes` and the size of a chunk, as exactly as `parseJson`.
 * Items before a fault are handed out before the JsonError; input that ends too early is such an error.
 *
 * By hand: stream-json and @streamparser/json know neither exact integers, `NaN`, nor limits, and read about 4 MB of metric points
 * a second where this reads 60. It only finds where items end, and leaves the parsing to `parseJson`.
 */
export async function* streamJson(
  bytes: AsyncIterable<Uint8Array>,
  options: StreamJsonOptions,
): AsyncGenerator<StreamedJson> {
  const framer = createFramer(framerOptions(options))
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      const found: FramedItems[] = framer.push(chunk.subarray(start, start + pieceBytes))
      for (const each of found) yield { type: 'items', ...each }
    }
  }
  yield { type: 'rest', value: framer.end() }
}

function framerOptions(options: StreamJsonOptions): FramerOptions {
  const { items, asText = false, maxDepth = defaultMaxDepth, maxValueBytes = 64 * 1024 * 1024 } = options
  return { items, asText, maxDepth, maxValueBytes }
}
