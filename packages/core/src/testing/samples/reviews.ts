import type { IssueFields } from '../../objects/issue.ts'
import type { LabelSchemaFields } from '../../objects/label-schema.ts'
import type { ReviewQueueFields } from '../../objects/review-queue.ts'
import type { ScorerFields } from '../../objects/scorer.ts'
import type { SampleObject } from '../sample-objects.ts'
import { linkTo, sampleIds, sampleOf, sampleTimes } from './sample-of.ts'

const { experiment, child, issue, trace, scorer, labelSchema, reviewQueue } = sampleIds

/** As Python writes it: servers keep no other form. */
const builtIn =
  '"name": "safety", "mlflow_version": "3.17.2", "serialization_version": 1, "builtin_scorer_class": "Safety", "builtin_scorer_pydantic_data": {"name": "safety"}'

export function sampleIssue(): SampleObject {
  return sampleOf<IssueFields>({
    ref: issue,
    scope: experiment,
    fields: {
      ...{ name: 'slow 値', description: 'größe\né', status: 'resolved', severity: 'high' },
      ...{ rootCauses: ['cold é', 'load'], categories: ['latency'], createdBy: 'ann é', ...sampleTimes, extra: {} },
    },
    links: [linkTo('sourceRun', child)],
  })
}

/** What an experiment holds for reviewers, and a scorer with a gap between its numbers. */
export function sampleReviews(): readonly SampleObject[] {
  return [
    sampleOf<ScorerFields>({
      ref: scorer,
      scope: experiment,
      key: 'safety',
      fields: {
        name: 'safety',
        versions: [1, 3].map((version) => ({
          ...{ version, creationTime: sampleTimes.creationTime },
          serialized: `{${builtIn}, "text": "gr\\u00f6\\u00dfe ${version}"}`,
        })),
        ...{ onlineConfig: { sampleRate: 0, filter: "trace.status = 'OK'" }, extra: {} },
      },
    }),
    sampleOf<LabelSchemaFields>({
      ref: labelSchema,
      scope: experiment,
      key: 'quality é',
      fields: {
        ...{ name: 'quality é', type: 'FEEDBACK', instruction: 'größe 値', enableComment: true },
        ...{ input: { categorical: { options: ['good', 'bad 値'], multi_select: true } }, ...sampleTimes, extra: {} },
      },
    }),
    sampleOf<ReviewQueueFields>({
      ref: reviewQueue,
      scope: experiment,
      key: 'to check é',
      fields: {
        ...{ name: 'To check é', type: 'CUSTOM', users: ['ann', 'bob é'], createdBy: 'eve', asksDefault: true },
        items: [{ type: 'TRACE', id: trace.id, status: 'COMPLETE', completedBy: 'ann' }],
        ...{ completionTimes: new Map([[trace.id, 1_700_000_000_789]]), ...sampleTimes, extra: {} },
      },
      links: [linkTo('schemas', labelSchema)],
    }),
  ]
}
