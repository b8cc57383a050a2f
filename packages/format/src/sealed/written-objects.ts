import type { Ref, Written } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import type { StoredKind } from '../layout/folder-kinds.ts'
import type { BegunExport } from '../writing/begun-export.ts'
import type { ObjectsOfKind } from './objects-of-kind.ts'
import { relinkObject } from './relink-object.ts'

/** The objects of one kind in one store, and what each belongs to. */
interface StoredObjects {
  readonly objects: ObjectsOfKind
  readonly scopeOf?: (id: string) => Ref
}

type StoresOf = (begun: BegunExport, scopes: readonly Ref[] | undefined) => AsyncIterable<StoredObjects>

/** `written` and `relink` for a kind, over the stores that may have its objects. */
export function writtenIn(storesOf: StoresOf): Pick<ExportKind, 'written' | 'relink'> {
  return {
    async *written(scopes, begun) {
      for await (const stored of storesOf(begun, scopes)) yield writtenObjects(stored)
    },
    async relink(target, pending, begun) {
      for await (const { objects } of storesOf(begun, undefined)) {
        if (objects.sealed.has(target.id)) await relinkObject(objects, target.id, pending)
      }
    },
  }
}

/** The same for a kind whose objects are in the folders of experiments. */
export function writtenInExperiments(kind: StoredKind): Pick<ExportKind, 'written' | 'relink'> {
  return writtenIn(async function* ({ tree }, scopes) {
    for (const id of scopes?.map((scope) => scope.id) ?? (await tree.names()).keys()) {
      const experiment = await tree.folder(id)
      yield { objects: experiment.objects(kind), scopeOf: () => ({ kind: 'experiment', id }) }
    }
  })
}

function* writtenObjects({ objects: { kind, sealed }, scopeOf }: StoredObjects): Generator<Written> {
  for (const { id, key, fingerprint, deleted, pending } of sealed.values()) {
    const known = { key: key ?? id, target: { kind, id }, ...(scopeOf ? { scope: scopeOf(id) } : {}) }
    yield { ...known, ours: true, sealed: fingerprint ?? undefined, deleted, pending }
  }
}
