import type { Written } from '@mlferry/core'
import type { ObjectFiles } from './object-files.ts'

/** The sealed objects of a kind. */
export function writtenFiles(files: ObjectFiles, kind: string): Written[] {
  return files.of(kind).map(({ id, fingerprint, pending }) => ({
    key: id,
    target: { kind, id },
    ours: true,
    sealed: fingerprint ?? undefined,
    deleted: false,
    pending,
  }))
}
