import type { Written } from '@mlferry/core'
import type { ModelFolder } from './model-folder.ts'

/** The registered models of a directory, by name. */
export function writtenModels(models: ReadonlyMap<string, ModelFolder>): Written[] {
  return [...models].flatMap(([name, { model }]) => {
    if (!model) return []
    const { fingerprint } = model.stanza as { fingerprint?: string | null }
    const target = { kind: 'registeredModel', id: name }
    return [{ key: name, target, ours: true, sealed: fingerprint ?? undefined, deleted: false, pending: [] }]
  })
}
