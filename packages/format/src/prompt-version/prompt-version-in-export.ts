import type { ReadableKind } from '../readable-kind.ts'
import { listPromptVersions } from './list-prompt-versions.ts'

export const promptVersionInExport: ReadableKind = {
  async *list({ scope, ids }, opened, signal) {
    for (const prompt of await opened.prompts(signal)) {
      if (!('header' in prompt) || (scope && scope.id !== prompt.header.ref.id)) continue
      signal.throwIfAborted()
      for await (const version of listPromptVersions(prompt, opened.context)) {
        if (!ids || ids.includes(version.ref.id)) yield version
      }
    }
  },
}
