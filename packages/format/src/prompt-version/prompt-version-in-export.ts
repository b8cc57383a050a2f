import type { PromptVersionFields, PromptVersionHeader, Ref } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { writtenIn } from '../sealed/written-objects.ts'
import { listPromptVersions } from './list-prompt-versions.ts'
import { writePromptVersion } from './write-prompt-version.ts'

export const promptVersionInExport: ExportKind<PromptVersionFields> = {
  async *list({ scopes, ids }, opened, signal) {
    const wanted = scopes && new Set(scopes.map(({ id }) => id))
    for (const prompt of await opened.prompts(signal)) {
      if (!('header' in prompt) || (wanted && !wanted.has(prompt.header.ref.id))) continue
      signal.throwIfAborted()
      for (const version of listPromptVersions(prompt, opened.promptVersions)) {
        if (!ids || ids.includes(version.ref.id)) yield version
      }
    }
  },
  ...writtenIn(async function* ({ prompts }) {
    yield { objects: (await prompts.load()).of('promptVersion'), scopeOf: promptOf }
  }),
  open: (object, context, { prompts, system }) =>
    writePromptVersion({ header: object as PromptVersionHeader, context, prompts, system }),
}

function promptOf(id: string): Ref {
  return { kind: 'prompt', id: id.slice(0, id.lastIndexOf('/')) }
}
