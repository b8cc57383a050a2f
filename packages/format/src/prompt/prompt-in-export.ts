import { headerOf } from '../header-of.ts'
import type { ReadableKind } from '../readable-kind.ts'

export const promptInExport: ReadableKind = {
  async *list({ ids }, opened, signal) {
    for (const prompt of await opened.prompts(signal)) {
      const listed = headerOf(prompt)
      if (!ids || ids.includes(listed.ref.id)) yield listed
    }
  },
}
