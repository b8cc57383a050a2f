import type { PromptVersionFields } from '@mlferry/core'
import { movedBeforeSeal } from '../model-version/lifecycle-alias.ts'
import { foreseeVersion } from '../model-version/write-model-version.ts'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { listPromptVersions, searchPromptVersions } from './read-prompt-version.ts'
import { openPromptVersion, relinkPromptVersion, writtenPromptVersions } from './write-prompt-version.ts'

export const promptVersionOnServer: ServerKind<PromptVersionFields> = {
  name: 'promptVersion',
  inRegistry: true,
  batchSize: 20,
  capabilities: ({ limits: { key: keyMax, keyRefuses, versionTag: max, columns } }) => ({
    requests: 2,
    inOrder: true,
    beforeSeal: movedBeforeSeal,
    fields: {
      tags: { max, keyMax, keyRefuses, over: 'more-entries' },
      description: { max: columns.description, over: 'overflow-artifact' },
      userId: { lost: 'no call sets it' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listPromptVersions,
  read: allInHeader,
  written: writtenPromptVersions,
  open: openPromptVersion,
  foresee: foreseeVersion(searchPromptVersions),
  relink: relinkPromptVersion,
}
