import type { ExportKind } from '../export-kind.ts'
import type { HeldKind } from '../layout/folder-kinds.ts'
import { relinkObject } from './relink-object.ts'
import { writtenObjects } from './written-objects.ts'

/** How objects in folders of experiments are told and linked. */
export function heldByExperiments(kind: HeldKind): Pick<ExportKind, 'written' | 'relink'> {
  return {
    async *written(scopes, { tree }) {
      const all = scopes?.map(({ id }) => id) ?? (await tree.names()).keys()
      for (const id of all) {
        const objects = (await tree.folder(id)).objects(kind)
        if (objects) yield writtenObjects(objects, { kind: 'experiment', id })
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
