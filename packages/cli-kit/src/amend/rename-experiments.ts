import { isOfKind } from '@mlferry/core'
import type { Amend } from './compose-amend.ts'

/** New names by old ones, whole names. `unused` tells in the end which old names there were none of. */
export function renameExperiments(names: ReadonlyMap<string, string>): { amend: Amend; unused: () => string[] } {
  const used = new Set<string>()
  return {
    amend(header) {
      if (!isOfKind(header, 'experiment')) return header
      const { fields } = header
      const name = names.get(fields.name)
      if (name === undefined) return header
      used.add(fields.name)
      return { ...header, fields: { ...fields, name } }
    },
    unused: () => [...names.keys()].filter((name) => !used.has(name)),
  }
}
