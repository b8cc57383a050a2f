import type { Header, Link } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { SchemaName } from '../json/schema-check.ts'
import type { FolderKind } from '../layout/folder-kinds.ts'

/** A kind of which an object is one small file: no points, no rows, no artifacts. */
export interface PlainKind {
  readonly name: FolderKind
  readonly schema: SchemaName
  /** What MLflow says of it, in MLflow's names. */
  write(header: Header): JsonObject
  /** The other way round, of a file that its schema took. */
  read(mlflow: JsonObject, stanza: PlainStanza): Pick<Header, 'fields' | 'fingerprint'>
}

/** What the stanza of mlferry says. */
export interface PlainStanza {
  readonly links: readonly Link[]
  readonly extra: JsonObject
}
