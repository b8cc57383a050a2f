import type { SampleObject } from '../sample-objects.ts'
import { sampleModels } from './models.ts'
import { samplePromptsAndDatasets } from './prompts-and-datasets.ts'
import { sampleIssue, sampleReviews } from './reviews.ts'
import { sampleRuns } from './runs.ts'
import { sampleWebhook, sampleWorkspace } from './server-wide.ts'
import { sampleTraces } from './traces.ts'

/** Objects of all kinds with what is hard about them, what holds before what is held. Values that MLflow's stores keep exactly. */
export function samplesOfEveryKind(): readonly SampleObject[] {
  return [
    sampleWorkspace(),
    ...sampleRuns(),
    ...sampleModels(),
    ...samplePromptsAndDatasets(),
    sampleIssue(),
    ...sampleTraces(),
    ...sampleReviews(),
    sampleWebhook(),
  ]
}
