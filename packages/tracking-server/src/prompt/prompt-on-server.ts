import type { PromptFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { listPrompts } from './read-prompt.ts'
import { clearPrompt, openPrompt, relinkPrompt, writtenPrompts } from './write-prompt.ts'

/** Servers older than prompts keep them as what they are made of, registered models with tags, so they come back as prompts from there. */
export const promptOnServer: ServerKind<PromptFields> = {
  name: 'prompt',
  inRegistry: true,
  batchSize: 20,
  capabilities: ({ limits: { key: keyMax, keyRefuses, modelTag: max, columns } }) => ({
    requests: 2,
    fields: {
      tags: { max, keyMax, keyRefuses, over: 'more-entries' },
      description: { max: columns.description, over: 'overflow-artifact' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listPrompts,
  read: allInHeader,
  written: writtenPrompts,
  open: openPrompt,
  relink: relinkPrompt,
  clear: clearPrompt,
}
