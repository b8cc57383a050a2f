import type { LoggedModelFields } from '../../objects/logged-model.ts'
import { type ModelVersionFields, modelVersionId } from '../../objects/model-version.ts'
import type { Ref } from '../../objects/ref.ts'
import type { RegisteredModelFields } from '../../objects/registered-model.ts'
import type { SampleObject } from '../sample-objects.ts'
import { linkTo, sampleIds, sampleOf, sampleTimes } from './sample-of.ts'

const { experiment, child, loggedModel, failedModel, registeredModel } = sampleIds
const name = registeredModel.id

const modelFields: LoggedModelFields = {
  name: 'classifier 値',
  modelType: 'sklearn',
  status: 'READY',
  statusMessage: '',
  artifactUri: '',
  ...sampleTimes,
  params: new Map([
    ['depth', '3'],
    ['größe', 'ü'.repeat(300)],
  ]),
  tags: new Map([['team', 'fraud é']]),
  metrics: [
    {
      ...{ key: 'val/loss x', value: Number.MAX_VALUE, step: 9_007_199_254_740_993n, timestamp: 1_700_000_000_456n },
      ...{ runId: child.id, dataset: { name: 'train 値', digest: 'abc123' } },
    },
  ],
  extra: {},
}

const versionFields: Omit<ModelVersionFields, 'version'> = {
  ...{ name, description: 'version é\n値', stage: 'None', aliases: [], source: '', artifactUri: '', runLink: '' },
  ...{ userId: '', status: 'READY', tags: new Map([['checked by', 'ann 値']]), ...sampleTimes, extra: {} },
}

/** Logged models with points and without a run, a registered model, and versions with a gap between their numbers. */
export function sampleModels(): readonly SampleObject[] {
  return [
    sampleOf({
      ref: loggedModel,
      scope: experiment,
      fields: modelFields,
      links: [linkTo('sourceRun', child)],
      files: { MLmodel: 'flavors: {}\n', 'code/größe 値.py': 'x = 1\n' },
    }),
    sampleOf({
      ref: failedModel,
      scope: experiment,
      fields: { ...modelFields, name: 'failed', modelType: '', status: 'FAILED', params: new Map(), metrics: [] },
    }),
    sampleOf<RegisteredModelFields>({
      ref: registeredModel,
      fields: {
        ...{ name, description: 'größe\n値 \u{1F600}', tags: new Map([['team', 'fraud é']]) },
        ...{ ...sampleTimes, extra: {} },
      },
    }),
    version(1, {
      fields: { source: `models:/${loggedModel.id}`, stage: 'Production', aliases: ['best-1', 'champion'] },
      links: [linkTo('run', child), linkTo('model', loggedModel)],
    }),
    version(3, {
      fields: { source: `runs:/${child.id}/model` },
      links: [linkTo('run', child), linkTo('files', child, { path: 'model' })],
    }),
    version(4, { fields: { source: 's3://elsewhere/model' }, files: { MLmodel: 'flavors: {}\n' } }),
  ]
}

function version(
  number: number,
  { fields, ...content }: Pick<SampleVersion, 'links' | 'files'> & { fields: Partial<ModelVersionFields> },
): SampleObject {
  const ref: Ref = { kind: 'modelVersion', id: modelVersionId(name, number) }
  return sampleOf<ModelVersionFields>({
    ref,
    scope: registeredModel,
    fields: { ...versionFields, version: number, ...fields },
    ...content,
  })
}

type SampleVersion = Partial<Parameters<typeof sampleOf>[0]>
