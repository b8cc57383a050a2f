import { viewLinks } from '../../mlflow/saved-views.ts'
import type { ExperimentFields } from '../../objects/experiment.ts'
import type { DatasetInput, RunFields } from '../../objects/run.ts'
import { type SampleObject, sampleExperiment, sampleObjects, sampleRun } from '../sample-objects.ts'
import { linkTo, sampleIds, sampleOf } from './sample-of.ts'

const { experiment, deletedExperiment, parent, child, open, deletedRun, loggedModel, failedModel } = sampleIds

/** Names a run and a logged model, as MLflow's web page saves it. */
const view = JSON.stringify({ pinned: [child.id], hidden: [parent.id, loggedModel.id], text: 'größe 値' })

const datasetInputs: readonly DatasetInput[] = [
  {
    name: 'train 値',
    digest: 'abc123',
    sourceType: 'local',
    source: '{"uri": "/data/größe.csv"}',
    schema: '{"mlflow_colspec": []}',
    profile: null,
    tags: new Map([['mlflow.data.context', 'training']]),
  },
]

/** Experiments and runs: active and deleted, with views, links to models, and inputs. */
export function sampleRuns(): readonly SampleObject[] {
  const [, ...runs] = sampleObjects()
  return [
    experimentSample(),
    sampleOf({
      ref: deletedExperiment,
      key: 'contract/deleted',
      fields: { ...sampleExperiment('contract/deleted').fields, lifecycle: 'deleted' },
    }),
    ...runs.map(withNameTag).map((run) => (run.header.ref.id === child.id ? withModels(run) : run)),
    withNameTag(
      sampleOf({
        ref: deletedRun,
        scope: experiment,
        fields: { ...sampleRun({ id: deletedRun.id }).fields, name: 'deleted', lifecycle: 'deleted', startTime: 5 },
        links: [linkTo('parent', parent), linkTo('root', parent)],
      }),
    ),
  ]
}

function experimentSample(): SampleObject {
  const { fields } = sampleExperiment()
  const tags = new Map([
    ...fields.tags,
    ['mlflow.note.content', 'line 1\nline 2 \u{1F600}'],
    ['mlflow.sharedViewState.abc', view],
  ])
  return sampleOf<ExperimentFields>({
    ref: experiment,
    key: fields.name,
    fields: { ...fields, tags },
    links: viewLinks(tags),
  })
}

/** Every run that MLflow made has it. */
function withNameTag(run: SampleObject): SampleObject {
  const { name, tags } = run.header.fields as RunFields
  const fields = { ...run.header.fields, tags: new Map([...tags, ['mlflow.runName', name]]) }
  return sampleOf({ ...run, ...run.header, fields })
}

function withModels({ header, ...content }: SampleObject): SampleObject {
  return sampleOf({
    ...content,
    ...header,
    fields: { ...header.fields, datasetInputs },
    links: [...header.links, linkTo('modelOutputs', loggedModel, { step: 3 }), linkTo('modelInputs', failedModel)],
  })
}

/** In the order of their start. */
export const runsInOrder = [deletedRun, parent, child, open] as const
