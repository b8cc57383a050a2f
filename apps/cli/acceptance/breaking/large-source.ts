import {
  fillManyModels,
  fillManyRuns,
  fillManyTraces,
  fillSampleEvaluationDatasets,
  fillSampleModels,
  fillSamplePrompts,
  fillSampleReviews,
  fillSampleTraces,
  type ManyRuns,
  type ManyRunsOptions,
  type MlflowServer,
  startMlflowServer,
} from '@mlferry/test-kit'

export interface LargeSource extends AsyncDisposable {
  readonly server: MlflowServer
  /** Those that are all alike; the samples have some of their own. */
  readonly many: ManyRuns
  readonly traceIds: readonly string[]
}

export interface LargeSourceOptions extends Omit<ManyRunsOptions, 'experiment'> {
  /** Small traces, in the experiment of the runs. Default: 0. */
  readonly traces?: number
  /** So many of the runs have a logged model and a version of a registered model. Default: 0. */
  readonly models?: number
}

/** A server with many small runs and traces in one experiment, and with samples of every other kind that hold every trap. */
export async function startLargeSource({ traces = 0, models = 0, ...runs }: LargeSourceOptions): Promise<LargeSource> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } }))
  const many = await fillManyRuns(server, { experiment: 'many', ...runs })
  const traceIds = traces > 0 ? await fillManyTraces(server, { experimentId: many.experimentId, traces }) : []
  if (models > 0) await fillManyModels(server, { ...many, runIds: many.runIds.slice(0, models) })
  await fillSampleModels(server)
  await fillSampleTraces(server)
  await fillSamplePrompts(server)
  await fillSampleEvaluationDatasets(server)
  await fillSampleReviews(server)
  const moved = stack.move()
  return { server, many, traceIds, [Symbol.asyncDispose]: () => moved.disposeAsync() }
}
