import { join } from 'node:path'
import type { Header, Link, Query, Ref, Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readJsonFile } from '../json/read-json-file.ts'
import { folderKinds } from '../layout/folder-kinds.ts'
import { type LocatedObject, listObjects } from '../reading/list-objects.ts'
import { checkSum, type ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { readOrigin } from '../reading/read-origin.ts'
import type { PlainKind } from './plain-kind.ts'

export interface PlainListing {
  readonly kind: PlainKind
  readonly places: AsyncIterable<ObjectPlace | Unreadable>
  /** What they belong to. undefined: the server. */
  readonly scope: Ref | undefined
  readonly query: Query
  readonly context: ReadContext
  readonly signal: AbortSignal
}

/** The objects of a kind in one folder, and those that are named but cannot be read. */
export async function* listPlain(listing: PlainListing): AsyncGenerator<LocatedObject | Unreadable> {
  const { kind, places, scope, query, signal } = listing
  const load = (place: ObjectPlace) => loadPlain(place, listing)
  for await (const found of listObjects({ kind: kind.name, places, ids: query.ids, scope, load, signal })) {
    if ('error' in found || !query.ids || query.ids.includes(found.header.ref.id)) yield found
  }
}

async function loadPlain(place: ObjectPlace, { kind, scope, context }: PlainListing): Promise<Header> {
  const { file } = folderKinds[kind.name]
  const [path, label] = [join(place.path, file), `${place.label}${file}`]
  const { value, sha256 } = await readJsonFile(path, label, { inside: context })
  checkSum(kind.name, place, sha256)
  const { mlferry, mlflow } = await context.check(kind.schema, value, label)
  const stanza = (mlferry ?? {}) as JsonObject
  const links = (stanza.links ?? []) as unknown as readonly Link[]
  return {
    ref: { kind: kind.name, id: String(stanza.id ?? place.folder) },
    ...(scope ? { scope } : {}),
    ...kind.read(mlflow as JsonObject, { links, extra: (stanza.extra ?? {}) as JsonObject }),
    links,
    ...readOrigin(stanza.origin, new Map()),
  }
}
