import type {
  Ancestor,
  ArtifactRoot,
  Header,
  Link,
  Listed,
  OpenContext,
  Part,
  Query,
  Ref,
  Writer,
  Written,
} from '@mlferry/core'
import type { OpenedExport } from './reading/opened-export.ts'
import type { BegunExport } from './writing/begun-export.ts'

/** How one kind is read from and written to an export: a folder per kind gives one of these. Members mean what they mean in Source and Target. */
export interface ExportKind {
  list(query: Query, opened: OpenedExport, signal: AbortSignal): AsyncIterable<Listed>
  /** Absent: the header is all of it. */
  read?(of: Ref, opened: OpenedExport, signal: AbortSignal): AsyncIterable<Part>
  artifacts?(object: Header, opened: OpenedExport, signal: AbortSignal): Promise<ArtifactRoot | undefined>
  /** Those of each place where some may be. */
  written(scopes: readonly Ref[] | undefined, begun: BegunExport): AsyncIterable<Iterable<Written>>
  open(object: Header, context: OpenContext, begun: BegunExport): Promise<Writer>
  noteMerged?(target: Ref, merged: readonly Ancestor[], begun: BegunExport): Promise<void>
  relink?(target: Ref, pending: readonly Link[], begun: BegunExport): Promise<void>
}

/** The id of what holds an object in an export. */
export function holderOf(object: Header, context: OpenContext): string {
  return (context.scope ?? object.scope)?.id ?? '0'
}
