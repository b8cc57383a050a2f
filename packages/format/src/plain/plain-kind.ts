import type { AnyFields, Header, Link } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { SchemaName } from '../json/schema-check.ts'
import type { FolderKind } from '../layout/folder-kinds.ts'

/** A kind with one small file per object: no points, no rows, no artifacts. */
export interface PlainKind<Fields = AnyFields> {
  readonly name: FolderKind
  readonly schema: SchemaName
  /** The member `mlflow` of the file, with MLflow's names. */
  write(header: Header<Fields>): JsonObject
  /** Reads that member of a valid file. */
  read(mlflow: JsonObject, stanza: PlainStanza): Pick<Header, 'fields' | 'fingerprint'>
}

/** The members of the stanza of mlferry that are used here. */
export interface PlainStanza {
  readonly links: readonly Link[]
  readonly extra: JsonObject
}
