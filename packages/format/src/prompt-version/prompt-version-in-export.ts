import type { PromptVersionHeader } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { heldInFiles } from '../held-in-files.ts'
import { listPromptVersions } from './list-prompt-versions.ts'
import { writePromptVersion } from './write-prompt-version.ts'

export const promptVersionInExport: ExportKind = {
  async *list({ scope, ids }, opened, signal) {
    for (const prompt of await opened.prompts(signal)) {
      if (!('header' in prompt) || (scope && scope.id !== prompt.header.ref.id)) continue
      signal.throwIfAborted()
      for await (const version of listPromptVersions(prompt, opened.context)) {
        if (!ids || ids.includes(version.ref.id)) yield version
      }
    }
  },
  ...heldInFiles('promptVersion', ({ prompts }) => prompts.files),
  open: (object, context, { prompts, system }) =>
    writePromptVersion({ header: object as PromptVersionHeader, context, prompts, system }),
}
