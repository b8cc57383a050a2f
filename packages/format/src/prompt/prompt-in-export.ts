import type { PromptHeader } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headerOf } from '../header-of.ts'
import { writtenFiles } from '../written-files.ts'
import { writePrompt } from './write-prompt.ts'

export const promptInExport: ExportKind = {
  async *list({ ids }, opened, signal) {
    for (const prompt of await opened.prompts(signal)) {
      const listed = headerOf(prompt)
      if (!ids || ids.includes(listed.ref.id)) yield listed
    }
  },
  async *written(_scope, { prompts }) {
    yield writtenFiles(await prompts.files.load(), 'prompt')
  },
  open: (object, context, { prompts, system }) =>
    writePrompt({ header: object as PromptHeader, context, prompts, system }),
  relink: (target, pending, { prompts }) => prompts.files.relink(target, pending),
}
