import type { ExportKind } from './export-kind.ts'
import type { HeldKind } from './held-kinds.ts'
import { relinkObject } from './relink-object.ts'
import { writtenObjects } from './written-objects.ts'

/** How objects in folders of experiments are told and linked. */
export function heldByExperiments(kind: HeldKind): Pick<ExportKind, 'written' | 'relink'> {
  return {
    async *written(scope, { tree }) {
      for (const id of scope ? [scope.id] : (await tree.names()).keys()) {
        const objects = (await tree.folder(id)).objects(kind)
        if (objects) yield writtenObjects(objects)
      }
    },
    async relink(target, pending, { tree }) {
      for (const id of (await tree.names()).keys()) {
        const objects = (await tree.folder(id)).objects(kind)
        if (objects?.sealed.has(target.id)) await relinkObject(objects, target.id, pending)
      }
    },
  }
}
