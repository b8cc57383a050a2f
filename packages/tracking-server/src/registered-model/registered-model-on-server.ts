import type { RegisteredModelFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { tagsOfOneServer } from '../server/tags-of-one-server.ts'
import { listRegisteredModels } from './read-registered-model.ts'
import { clearRegisteredModel, openRegisteredModel, writtenRegisteredModels } from './write-registered-model.ts'

export const registeredModelOnServer: ServerKind<RegisteredModelFields> = {
  name: 'registeredModel',
  inRegistry: true,
  batchSize: 20,
  writeProbe: 'registered-models/create',
  capabilities: ({ limits: { key: keyMax, keyRefuses, modelTag: max, columns } }) => ({
    requests: 2,
    fields: {
      tags: { max, keyMax, keyRefuses, over: 'overflow-artifact' },
      description: { max: columns.description, over: 'overflow-artifact' },
      ...tagsOfOneServer,
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listRegisteredModels,
  read: allInHeader,
  written: writtenRegisteredModels,
  open: openRegisteredModel,
  clear: clearRegisteredModel,
}
