import { isHttpError } from '@mlferry/client'
import { MlferryError, markFatal } from '@mlferry/core'

/** A condition that the server does not understand ends the job. Otherwise all but the objects that were asked for would arrive. */
export async function* orRefusedFilter<T>(pages: AsyncIterable<T>, filter: string): AsyncGenerator<T> {
  try {
    yield* pages
  } catch (error) {
    if (!isHttpError(error) || error.mlflowCode !== 'INVALID_PARAMETER_VALUE') throw error
    const hint =
      "Write it as in MLflow's search, such as metrics.auc > 0.9 and tags.team = 'risk'. Nothing was written."
    const message = `The server does not understand the filter "${filter}": ${error.message}`
    throw markFatal(new MlferryError('ERR_FILTER_REFUSED', message, { hint, cause: error }))
  }
}
