import type { ExperimentFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { listExperiments } from './read-experiment.ts'
import {
  foreseeExperiment,
  noteMergedExperiment,
  openExperiment,
  relinkExperiment,
  removeExperiment,
  writtenExperiments,
} from './write-experiment.ts'

export const experimentOnServer: ServerKind<ExperimentFields> = {
  name: 'experiment',
  batchSize: 1,
  writeProbe: 'experiments/create',
  capabilities: ({ limits: { key: keyMax, keyRefuses, experimentTag } }) => ({
    requests: 2,
    fields: {
      tags: { max: experimentTag, keyMax, keyRefuses, over: 'overflow-artifact' },
      experimentId: { lost: 'the target gives its own ids' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
      artifactLocation: { lost: "the target's own artifact root is used" },
    },
  }),
  list: listExperiments,
  read: allInHeader,
  written: writtenExperiments,
  open: openExperiment,
  foresee: foreseeExperiment,
  relink: relinkExperiment,
  noteMerged: noteMergedExperiment,
  remove: removeExperiment,
}
