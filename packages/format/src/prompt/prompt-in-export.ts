import type { PromptHeader } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headersOf } from '../reading/header-of.ts'
import { heldInFiles } from '../sealed/held-in-files.ts'
import { writePrompt } from './write-prompt.ts'

export const promptInExport: ExportKind = {
  async *list({ ids }, opened, signal) {
    yield* headersOf(await opened.prompts(signal), ids)
  },
  ...heldInFiles('prompt', ({ prompts }) => prompts.files),
  open: (object, context, { prompts, system }) =>
    writePrompt({ header: object as PromptHeader, context, prompts, system }),
}
