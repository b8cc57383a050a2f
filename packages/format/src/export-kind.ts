import type {
  Ancestor,
  AnyFields,
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

/** Reads and writes one kind in an export. The folder of each kind has one. Members mean the same as in Source and Target. */
export interface ExportKind<Fields = AnyFields> {
  list(query: Query, opened: OpenedExport, signal: AbortSignal): AsyncIterable<Listed>
  /** Absent: the header is the whole object. */
  read?(of: Ref, opened: OpenedExport, signal: AbortSignal): AsyncIterable<Part>
  artifacts?(object: Header<Fields>, opened: OpenedExport, signal: AbortSignal): Promise<ArtifactRoot | undefined>
  /** Yields the objects of one store after the other. */
  written(scopes: readonly Ref[] | undefined, begun: BegunExport): AsyncIterable<Iterable<Written>>
  open(object: Header<Fields>, context: OpenContext, begun: BegunExport): Promise<Writer>
  noteMerged?(target: Ref, merged: readonly Ancestor[], begun: BegunExport): Promise<void>
  relink?(target: Ref, pending: readonly Link[], begun: BegunExport): Promise<void>
}

/** The id of the experiment that an object belongs to in an export. */
export function holderOf(object: Header, context: OpenContext): string {
  return (context.scope ?? object.scope)?.id ?? '0'
}
