import { lookAtPlace } from '@mlferry/artifacts'
import { isAbort, isFatal } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'

/**
 * The server through which the files of a version are read. MLflow's clients take the tracking server for an address that names none; the
 * files of versions that were made at the registry itself are there.
 */
export async function serverOfFiles(address: string, context: ServerContext): Promise<ServerContext> {
  const { tracking } = context
  if (!tracking) return context
  try {
    const state = await lookAtPlace(address, tracking, new AbortController().signal)
    return state === 'filled' ? tracking : context
  } catch (error) {
    if (isFatal(error) || isAbort(error)) throw error
    return context
  }
}
