import { modelVersionId, type Written } from '@mlferry/core'
import type { ModelFolder } from '../registered-model/model-folder.ts'
import { toHead } from '../sealed/object-head.ts'

/** The versions of a model, in the order of their numbers. */
export function writtenVersions(name: string, { versions }: ModelFolder): Written[] {
  return [...versions]
    .sort(([a], [b]) => a - b)
    .map(([number, { stanza }]) => {
      const { fingerprint, pending } = toHead(stanza)
      const id = modelVersionId(name, number)
      return {
        key: id,
        target: { kind: 'modelVersion', id },
        scope: { kind: 'registeredModel', id: name },
        ours: true,
        sealed: fingerprint ?? undefined,
        deleted: false,
        pending,
      }
    })
}
