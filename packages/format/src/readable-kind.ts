import type { ArtifactRoot, Header, Listed, Part, Query, Ref } from '@mlferry/core'
import type { OpenedExport } from './opened-export.ts'

/** How one kind is read from an export: a folder per kind gives one of these. Members mean what they mean in Source. */
export interface ReadableKind {
  list(query: Query, opened: OpenedExport, signal: AbortSignal): AsyncIterable<Listed>
  /** Absent: the header is all of it. */
  read?(of: Ref, opened: OpenedExport, signal: AbortSignal): AsyncIterable<Part>
  artifacts?(object: Header, opened: OpenedExport, signal: AbortSignal): Promise<ArtifactRoot | undefined>
}
