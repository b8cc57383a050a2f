import { openArtifactRoot } from '@mlferry/artifacts'
import { pendingTags, provenanceTags, type RunFields, settledTags, tagsOfRunLinks } from '@mlferry/core'
import { withoutKeptModels } from '../logged-model/kept-logged-model.ts'
import { notEmpty } from '../server/late-creations.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { completeRun } from './complete-run.ts'
import { logModelLinks } from './log-model-links.ts'
import { listRunHeaders, readRuns } from './read-run.ts'
import { splitLinks } from './run-links.ts'
import { withModelLinks } from './unlisted-models.ts'
import { openRun } from './write-run.ts'
import { findRun, writtenRuns } from './written-runs.ts'

export const runOnServer: ServerKind<RunFields> = {
  name: 'run',
  batchSize: 100,
  scopesAtOnce: 100,
  writeProbe: 'runs/log-batch',
  capabilities: ({ limits: { key: keyMax, keyRefuses, param, runTag, columns } }) => ({
    finitePoints: true,
    perCall: { params: 100, tags: 100, latestMetrics: 1000, points: 25_000 },
    requests: 3,
    complete: completeRun,
    fields: {
      name: { max: columns.runName, over: 'overflow-artifact' },
      userId: { max: columns.userId, over: 'overflow-artifact' },
      params: { max: param, keyMax, keyRefuses, over: 'overflow-artifact' },
      tags: { max: runTag, keyMax, keyRefuses, over: 'overflow-artifact' },
      latestMetrics: { keyMax, keyRefuses, over: 'overflow-artifact' },
      runId: { lost: 'the target gives its own ids; the old one is in the tag mlferry.source.id', keptAs: 'tag' },
      artifactUri: { lost: "the target's own artifact root is used" },
      'an empty name': { lost: 'the target needs one: the tag mlflow.runName, else the first 8 letters of the id' },
    },
  }),
  list: listRunHeaders,
  withAllLinks: withModelLinks,
  read: readRuns,
  artifacts: async ({ ref, fields }, context, folder) =>
    withoutKeptModels(await openArtifactRoot(fields.artifactUri, { ...context, folder, runId: ref.id })),
  written: writtenRuns,
  open: openRun,
  async relink({ id }, links, context, signal) {
    const { runs } = context.client
    const { resolved, pending } = splitLinks(links, context)
    if (resolved.length === 0) return
    await logModelLinks(resolved, { runId: id, context, signal })
    const tags = [...tagsOfRunLinks(resolved), ...pendingTags(pending)]
    if (tags.length > 0) await runs.logBatch({ runId: id, tags, signal })
    for (const key of settledTags(resolved, pending)) await runs.deleteTag({ runId: id, key, signal })
  },
  remove: async ({ id }, { client }, signal) => client.runs.delete({ runId: id, signal }),
  // REST only hides a run: what is hidden is no longer known as a copy.
  async removeLate({ id: runId }, { client: { runs } }, signal) {
    const { data, info } = await runs.get({ runId, signal })
    const { length } = [...(data?.metrics ?? []), ...(data?.params ?? [])]
    if (length > 0 || info.status !== 'RUNNING') throw notEmpty()
    await runs.deleteTag({ runId, key: provenanceTags.sourceId, signal })
    await runs.delete({ runId, signal })
  },
  find: findRun,
}
