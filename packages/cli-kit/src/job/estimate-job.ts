import type { Capabilities } from '@mlferry/core'
import type { CopyReport } from '@mlferry/engine'
import type { AnswerMeter } from './answer-meter.ts'

/** What a planned job will take at its target, metric points apart. */
export interface JobEstimate {
  readonly requests: number
  /** undefined: no answer was measured. */
  readonly seconds: number | undefined
}

export interface EstimateContext {
  readonly capabilities: Capabilities
  /** What the target answered while it was listed. */
  readonly meter: AnswerMeter
  readonly concurrency: number
}

/** From the outcomes of a dry run: requests as the kinds declare them, at the pace that the target answered at. */
export function estimateJob(
  { kinds, files }: Pick<CopyReport, 'kinds' | 'files'>,
  { capabilities, meter, concurrency }: EstimateContext,
): JobEstimate {
  const ofObjects = Object.entries(kinds).map(([kind, { created, updated, degraded }]) => {
    const each = capabilities.kind(kind)?.requests ?? 0
    return each * (created + updated + degraded)
  })
  const requests = ofObjects.reduce((sum, count) => sum + count, files)
  const { meanMilliseconds: mean } = meter
  return { requests, seconds: mean === undefined ? undefined : (requests * mean) / concurrency / 1000 }
}
