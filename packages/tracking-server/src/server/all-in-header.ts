import type { Header, Part } from '@mlferry/core'

/** Reads objects of which a listing shows everything but their files. */
export async function* allInHeader(batch: readonly Header[]): AsyncGenerator<Part> {
  for (const { ref } of batch) yield { type: 'end', of: ref }
}
