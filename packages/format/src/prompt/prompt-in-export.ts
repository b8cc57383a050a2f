import type { PromptFields, PromptHeader } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headersOf } from '../reading/header-of.ts'
import { writtenIn } from '../sealed/written-objects.ts'
import { writePrompt } from './write-prompt.ts'

export const promptInExport: ExportKind<PromptFields> = {
  async *list({ ids }, opened, signal) {
    yield* headersOf(await opened.prompts(signal), ids)
  },
  ...writtenIn(async function* ({ prompts }) {
    yield { objects: (await prompts.load()).of('prompt') }
  }),
  open: (object, context, { prompts, system }) =>
    writePrompt({ header: object as PromptHeader, context, prompts, system }),
}
