import type { ServerKind } from '../server/server-kind.ts'
import { listRegisteredModels, readRegisteredModels } from './read-registered-model.ts'
import { openRegisteredModel, writtenRegisteredModels } from './write-registered-model.ts'

export const registeredModelOnServer: ServerKind = {
  name: 'registeredModel',
  batchSize: 20,
  capabilities: ({ limits: { key: keyMax, keyRefuses, registryTag: max } }) => ({
    fields: {
      tags: { max, keyMax, keyRefuses, over: 'overflow-artifact' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listRegisteredModels,
  read: readRegisteredModels,
  written: writtenRegisteredModels,
  open: openRegisteredModel,
}
