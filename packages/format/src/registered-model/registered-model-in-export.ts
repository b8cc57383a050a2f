import { headerOf } from '../header-of.ts'
import type { ReadableKind } from '../readable-kind.ts'

export const registeredModelInExport: ReadableKind = {
  async *list({ ids }, opened, signal) {
    for (const each of await opened.models(signal)) {
      const listed = headerOf(each)
      if (!ids || ids.includes(listed.ref.id)) yield listed
    }
  },
}
