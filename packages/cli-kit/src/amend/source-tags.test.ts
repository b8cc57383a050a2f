import type { ExperimentHeader, RunHeader } from '@mlferry/core'
import { expect, test } from 'vitest'
import { addSourceTags } from './source-tags.ts'

test('a run tells its fields and MLflow tags under the names of mlflow-export-import', () => {
  const run: RunHeader = {
    ref: { kind: 'run', id: '76' },
    scope: { kind: 'experiment', id: '1' },
    fingerprint: '1:x',
    links: [{ field: 'parent', to: { kind: 'run', id: '75' } }],
    fields: {
      name: 'train-3',
      status: 'RUNNING',
      startTime: 1795475819489,
      endTime: null,
      userId: 'root',
      lifecycle: 'active',
      artifactUri: 'mlflow-artifacts:/1/76/artifacts',
      params: new Map(),
      tags: new Map([
        ['mlflow.source.name', 'train.py'],
        ['team', 'x'],
      ]),
      latestMetrics: new Map(),
      datasetInputs: [],
      extra: { run_uuid: '76', trace_location: null, nested: {} },
    },
  }

  const amended = addSourceTags()(run) as RunHeader

  expect(amended.fingerprint).toBe('1:x')
  expect(Object.fromEntries(amended.fields.tags)).toEqual({
    'mlflow.source.name': 'train.py',
    team: 'x',
    'mlflow_exim.mlflow_tag.source.name': 'train.py',
    'mlflow_exim.mlflow_tag.parentRunId': '75',
    'mlflow_exim.run_info.run_uuid': '76',
    'mlflow_exim.run_info.trace_location': 'None',
    'mlflow_exim.run_info.run_id': '76',
    'mlflow_exim.run_info.experiment_id': '1',
    'mlflow_exim.run_info.user_id': 'root',
    'mlflow_exim.run_info.status': 'RUNNING',
    'mlflow_exim.run_info.start_time': '1795475819489',
    'mlflow_exim.run_info.end_time': 'None',
    'mlflow_exim.run_info.lifecycle_stage': 'active',
    'mlflow_exim.run_info.artifact_uri': 'mlflow-artifacts:/1/76/artifacts',
    'mlflow_exim.run_info.run_name': 'train-3',
    'mlflow_exim.run_info._start_time': '2026-11-23 23:16:59',
    'mlflow_exim.run_info._end_time': 'None',
  })
})

test('an experiment tells its fields and times', () => {
  const experiment: ExperimentHeader = {
    ref: { kind: 'experiment', id: '2' },
    fingerprint: '1:y',
    links: [],
    fields: {
      name: 'churn',
      lifecycle: 'active',
      tags: new Map([['mlflow.note.content', 'why']]),
      artifactLocation: 'mlflow-artifacts:/2',
      creationTime: 1795475784104,
      lastUpdateTime: null,
      extra: {},
    },
  }

  const { tags } = (addSourceTags()(experiment) as ExperimentHeader).fields

  expect(Object.fromEntries(tags)).toEqual({
    'mlflow.note.content': 'why',
    'mlflow_exim.mlflow_tag.note.content': 'why',
    'mlflow_exim.field.experiment_id': '2',
    'mlflow_exim.field.name': 'churn',
    'mlflow_exim.field.artifact_location': 'mlflow-artifacts:/2',
    'mlflow_exim.field.lifecycle_stage': 'active',
    'mlflow_exim.field.creation_time': '1795475784104',
    'mlflow_exim.field.last_update_time': 'None',
    'mlflow_exim.field._creation_time': '2026-11-23 23:16:24',
    'mlflow_exim.field._last_update_time': 'None',
  })
})
