import { openArtifactRoot } from '@mlferry/artifacts'
import type { LoggedModelFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import { notEmpty } from '../server/late-creations.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { keptLoggedModel } from './kept-logged-model.ts'
import { listLoggedModels } from './read-logged-model.ts'
import { findLoggedModel, lostWithoutRun, openLoggedModel, writtenLoggedModels } from './write-logged-model.ts'

/** Since MLflow 3.0. */
export const loggedModelOnServer: ServerKind<LoggedModelFields> = {
  name: 'loggedModel',
  batchSize: 20,
  scopesAtOnce: 100,
  since: [3, 0],
  writeProbe: 'logged-models',
  writeProbeNamesNone: true,
  kept: keptLoggedModel,
  capabilities: ({ limits: { key: keyMax, keyRefuses, param, runTag } }) => ({
    logsPoints: true,
    finitePoints: true,
    fixedLinks: ['sourceRun'],
    requests: 2,
    fields: {
      params: { max: param, keyMax, keyRefuses, over: 'overflow-artifact' },
      tags: { max: runTag, keyMax, keyRefuses, over: 'overflow-artifact' },
      metrics: { keyMax, keyRefuses, over: 'overflow-artifact' },
      modelId: { lost: 'the target gives its own ids; the old one is in the tag mlferry.source.id', keptAs: 'tag' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
      statusMessage: { lost: 'no call sets it' },
      'deleted ones': { lost: 'no call reads them' },
      'tags mlflow.modelVersions': { lost: 'the target keeps its own list of the versions made from a model' },
    },
  }),
  list: listLoggedModels,
  read: allInHeader,
  artifacts: async ({ ref, fields }, context, folder) =>
    openArtifactRoot(fields.artifactUri, { ...context, folder, modelId: ref.id }),
  written: writtenLoggedModels,
  open: openLoggedModel,
  find: findLoggedModel,
  async removeLate({ id: modelId }, { client: { loggedModels } }, signal) {
    const { info } = await loggedModels.get({ modelId, signal })
    if (info.status !== 'LOGGED_MODEL_PENDING') throw notEmpty()
    await loggedModels.delete({ modelId, signal })
  },
  lostWithout: ({ pending }) => lostWithoutRun(pending),
}
