import { isHttpError, isRouteMissing } from '@mlferry/client'
import { isMlferryError, MlferryError } from '@mlferry/core'

/** Probes a kind with a read: the reason where the server does not serve it. Another refusal shows that it does. */
export async function whyNoRoute(read: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await read()
  } catch (error) {
    if (isRouteMissing(error)) return 'this server has no such route'
    // The server let us in before: SageMaker has routes that no permission opens.
    if (isHttpError(error) && error.status === 403) return 'this server forbids the route'
    if (isHttpError(error) && error.status === 501) return 'this server does not implement them'
    // Of one route this dooms its kind alone.
    if (isMlferryError(error) && error.code === 'ERR_NOT_AN_MLFLOW_API')
      throw new MlferryError('ERR_LISTING', error.message)
    if (!isHttpError(error) || error.mlflowCode === undefined) throw error
  }
  return undefined
}
