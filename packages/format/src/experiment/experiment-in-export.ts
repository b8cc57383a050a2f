import { headerOf } from '../header-of.ts'
import type { ReadableKind } from '../readable-kind.ts'

export const experimentInExport: ReadableKind = {
  async *list({ ids, includeDeleted }, opened, signal) {
    for (const each of await opened.experiments(signal)) {
      const listed = headerOf(each)
      if (ids && !ids.includes(listed.ref.id)) continue
      const deleted = 'header' in each && each.header.fields.lifecycle === 'deleted'
      if (includeDeleted || !deleted) yield listed
    }
  },
}
