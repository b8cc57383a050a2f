import { isHttpError, isRouteMissing } from '@mlferry/client'

/** Probes a kind with a read: the reason where the server does not serve it. Another refusal shows that it does. */
export async function whyNoRoute(read: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await read()
  } catch (error) {
    if (isRouteMissing(error)) return 'this server has no such route'
    // The server let us in before: SageMaker has routes that no permission opens.
    if (isHttpError(error) && error.status === 403) return 'this server forbids the route'
    if (isHttpError(error) && error.status === 501) return 'this server does not implement them'
    if (!isHttpError(error) || error.mlflowCode === undefined) throw error
  }
  return undefined
}
