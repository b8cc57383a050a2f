import { openArtifactRoot } from '@mlferry/artifacts'
import type { ModelVersionFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { tagsOfOneServer } from '../server/tags-of-one-server.ts'
import { movedBeforeSeal } from './lifecycle-alias.ts'
import { listModelVersions, searchVersions } from './read-model-version.ts'
import { serverOfFiles } from './server-of-files.ts'
import { foreseeVersion, openModelVersion, writtenModelVersions } from './write-model-version.ts'

export const modelVersionOnServer: ServerKind<ModelVersionFields> = {
  name: 'modelVersion',
  inRegistry: true,
  batchSize: 20,
  writeProbe: 'model-versions/create',
  capabilities: ({ limits: { key: keyMax, keyRefuses, versionTag: max, columns } }) => ({
    fixedLinks: ['run', 'model', 'files'],
    requests: 2,
    inOrder: true,
    beforeSeal: movedBeforeSeal,
    fields: {
      tags: { max, keyMax, keyRefuses, over: 'overflow-artifact' },
      description: { max: columns.description, over: 'overflow-artifact' },
      runLink: { max: columns.runLink, over: 'overflow-artifact' },
      ...tagsOfOneServer,
      source: { lost: 'rewritten to where the files are at the target' },
      artifactUri: { lost: "the target's own artifact root is used" },
      userId: { lost: 'no call sets it' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listModelVersions,
  read: allInHeader,
  async artifacts({ fields }, context) {
    const { artifactUri, source } = fields
    const address = artifactUri || source
    return openArtifactRoot(address, await serverOfFiles(address, context))
  },
  written: writtenModelVersions,
  open: openModelVersion,
  foresee: foreseeVersion(searchVersions),
}
