import type { JsonObject } from '@mlferry/exact-json'
import type { MlferryError } from '../errors/mlferry-error.ts'
import type { MetricChunk } from './metric-chunk.ts'
import type { Ref } from './ref.ts'

/** A part of the content that a header names and that could not be read, such as `metrics.loss`, and why. */
export interface LostContent {
  readonly field: string
  readonly error: MlferryError
}

/** Content in bounded parts; parts of different objects of one batch interleave, in the order that is cheap for the store. */
export type Part =
  | { readonly type: 'metrics'; readonly of: Ref; readonly chunk: MetricChunk }
  | { readonly type: 'rows'; readonly of: Ref; readonly name: string; readonly rows: readonly JsonObject[] }
  /**
   * This object is complete. Every object of a batch ends with exactly one `end` or `failed`. `losses`: content that its header names
   * and that could not be read; the object arrives without, and a later job tries again.
   */
  | { readonly type: 'end'; readonly of: Ref; readonly losses?: readonly LostContent[] }
  | { readonly type: 'failed'; readonly of: Ref; readonly error: MlferryError }
