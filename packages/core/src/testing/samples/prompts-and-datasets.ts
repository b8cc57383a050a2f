import { type EvaluationDatasetFields, evaluationRecord } from '../../objects/evaluation-dataset.ts'
import { type PromptFields, promptTag } from '../../objects/prompt.ts'
import type { PromptVersionFields } from '../../objects/prompt-version.ts'
import type { SampleObject } from '../sample-objects.ts'
import { linkTo, refTo, sampleIds, sampleOf, sampleTimes } from './sample-of.ts'

const { experiment, child, prompt, promptVersion, dataset } = sampleIds
const name = prompt.id

const versionFields: Omit<PromptVersionFields, 'version'> = {
  ...{ name, description: 'first é\n値', aliases: [], userId: '', ...sampleTimes, extra: {} },
  tags: new Map([
    [promptTag, 'true'],
    ['mlflow.prompt.text', 'Say {{größe}}\n値 \u{1F600}'],
    ['_mlflow_prompt_type', 'text'],
  ]),
}

/** A prompt with two versions, and a dataset whose records hold numbers that JavaScript would change. */
export function samplePromptsAndDatasets(): readonly SampleObject[] {
  return [
    sampleOf<PromptFields>({
      ref: prompt,
      fields: {
        ...{ name, description: 'greets é 値', ...sampleTimes, extra: {} },
        tags: new Map([
          [promptTag, 'true'],
          ['team', 'fraud é'],
        ]),
      },
      links: [linkTo('experiments', experiment)],
    }),
    sampleOf<PromptVersionFields>({
      ref: promptVersion,
      scope: prompt,
      fields: { ...versionFields, version: 1, aliases: ['production'] },
      links: [linkTo('runs', child)],
    }),
    sampleOf<PromptVersionFields>({
      ref: refTo('promptVersion', `${name}/2`),
      scope: prompt,
      fields: { ...versionFields, version: 2, description: '' },
    }),
    sampleOf<EvaluationDatasetFields>({
      ref: dataset,
      fields: {
        ...{
          name: 'contract eval 値',
          tags: new Map([
            ['team', 'fraud é'],
            ['mlflow.user', 'ann'],
          ]),
        },
        ...{ schema: '{"inputs": {}}', profile: '{"num_records": 2}', digest: 'abc123' },
        ...{ createdBy: 'ann', lastUpdatedBy: 'ann', ...sampleTimes, extra: {} },
      },
      links: [linkTo('experiments', experiment)],
      rows: {
        name: 'records',
        rows: [
          evaluationRecord(
            '{"inputs":{"q":"gr\\u00f6\\u00dfe","n":1.0},"expectations":{"answer":[1,2.5,null]},"tags":{}}',
          ),
          evaluationRecord(
            '{"inputs":{"q":"second"},"tags":{"k":"v"},"source":{"source_type":"HUMAN","source_data":{"user":"ann"}}}',
          ),
        ],
      },
    }),
  ]
}
