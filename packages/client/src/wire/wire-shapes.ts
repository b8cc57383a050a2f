import type { Shape } from './shape.ts'

// As far as mlferry relies on them: what else servers send or leave out is no matter.

const tag = {} satisfies Shape
export const pointShape = { key: 'id', value: 'id', timestamp: 'id' } satisfies Shape
const namedList = { 'tags?': [tag] } satisfies Shape

export const experimentShape = { experiment_id: 'id', name: 'id', ...namedList } satisfies Shape

export const runShape = {
  info: { run_id: 'text', experiment_id: 'id' },
  'data?': { metrics: [pointShape], params: [tag], tags: [tag] },
  'inputs?': {
    dataset_inputs: [{ dataset: { name: 'id', digest: 'id' }, ...namedList }],
    model_inputs: [{ model_id: 'id' }],
  },
  'outputs?': { model_outputs: [{ model_id: 'id' }] },
} satisfies Shape

export const loggedModelShape = {
  info: { model_id: 'text', experiment_id: 'id', ...namedList },
  'data?': { params: [tag], metrics: [pointShape] },
} satisfies Shape

export const registeredModelShape = {
  name: 'id',
  aliases: [{ alias: 'id', version: 'id' }],
  ...namedList,
} satisfies Shape

export const modelVersionShape = { name: 'id', version: 'id', ...namedList } satisfies Shape

export const traceShape = {
  trace_id: 'text',
  trace_location: {},
  'trace_metadata?': {},
  'tags?': {},
  assessments: [{}],
} satisfies Shape

export const traceV2Shape = {
  request_id: 'text',
  experiment_id: 'id',
  request_metadata: [tag],
  ...namedList,
} satisfies Shape

export const evaluationDatasetShape = { dataset_id: 'text', name: 'id' } satisfies Shape

export const issueShape = { issue_id: 'id', experiment_id: 'id', name: 'id' } satisfies Shape
export const labelSchemaShape = { schema_id: 'id', experiment_id: 'id', name: 'id' } satisfies Shape
export const reviewQueueShape = { queue_id: 'id', experiment_id: 'id', name: 'id' } satisfies Shape
export const reviewItemShape = { item_id: 'id', item_type: 'id' } satisfies Shape
export const scorerShape = { scorer_name: 'id', scorer_version: 'id' } satisfies Shape
export const onlineConfigShape = { scorer_id: 'id' } satisfies Shape
export const webhookShape = { webhook_id: 'id', name: 'id' } satisfies Shape
export const workspaceShape = { name: 'id' } satisfies Shape
export const fileShape = { path: 'text' } satisfies Shape
export const historyPointShape = { run_id: 'text', ...pointShape } satisfies Shape
