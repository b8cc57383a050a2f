import { join } from 'node:path'
import type { Header, Listed, Query, Ref } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readJsonFile } from '../json/read-json-file.ts'
import { folderKinds } from '../layout/folder-kinds.ts'
import { placesInRoot, placesOf } from '../reading/find-places.ts'
import { headerOf } from '../reading/header-of.ts'
import { type ListedKind, listInExperiments } from '../reading/list-in-experiments.ts'
import { listObjects } from '../reading/list-objects.ts'
import { checkSum, type ObjectPlace } from '../reading/object-place.ts'
import type { OpenedExport } from '../reading/opened-export.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'
import type { PlainKind } from './plain-kind.ts'

interface Listing {
  readonly query: Query
  readonly opened: OpenedExport
  readonly signal: AbortSignal
}

/** The objects of a kind in the root of an export. They belong to the server. */
export async function* listPlainOfServer(
  kind: PlainKind,
  { query: { ids }, opened, signal }: Listing,
): AsyncGenerator<Listed> {
  const { context } = opened
  const places = placesInRoot(kind.name, context.dir, await opened.rootSums())
  const load = (place: ObjectPlace) => loadPlain(kind, place, { scope: undefined, context })
  for await (const found of listObjects({ kind: kind.name, places, ids, scope: undefined, load, signal })) {
    if ('error' in found || !ids || ids.includes(found.header.ref.id)) yield headerOf(found)
  }
}

/** The objects of a kind in all experiments of an export. */
export async function* listPlainOfExperiments(
  kind: PlainKind,
  { query, opened, signal }: Listing,
): AsyncGenerator<Listed> {
  const listed: ListedKind = {
    kind: kind.name,
    find: (experiment) => placesOf(kind.name, experiment, []),
    load: (place, scope, { context }) => loadPlain(kind, place, { scope, context }),
  }
  for await (const { found } of listInExperiments(listed, query, { opened, signal })) yield headerOf(found)
}

interface Around {
  /** What it belongs to. undefined: the server. */
  readonly scope: Ref | undefined
  readonly context: ReadContext
}

async function loadPlain(kind: PlainKind, place: ObjectPlace, { scope, context }: Around): Promise<Header> {
  const { file } = folderKinds[kind.name]
  const [path, label] = [join(place.path, file), `${place.label}${file}`]
  const { value, sha256 } = await readJsonFile(path, label, { inside: context })
  checkSum(kind.name, place, sha256)
  const { mlferry, mlflow } = await context.check(kind.schema, value, label)
  const stanza = (mlferry ?? {}) as JsonObject
  const links = linksIn(stanza) ?? []
  return {
    ref: { kind: kind.name, id: String(stanza.id ?? place.folder) },
    ...(scope ? { scope } : {}),
    ...kind.read(mlflow as JsonObject, { links, extra: (stanza.extra ?? {}) as JsonObject }),
    links,
    ...readOrigin(stanza.origin, new Map()),
  }
}
