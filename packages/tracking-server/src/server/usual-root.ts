import { openArtifactRoot } from '@mlferry/artifacts'
import { type ArtifactRoot, isFatal } from '@mlferry/core'
import type { ServerContext } from './server-context.ts'

/** A root like those that the server gives to new experiments; undefined where it does not tell. */
export async function openUsualRoot(context: ServerContext): Promise<ArtifactRoot | undefined> {
  try {
    const { artifact_location } = await context.client.experiments.get({ experimentId: '0' })
    return artifact_location === undefined ? undefined : await openArtifactRoot(artifact_location, context)
  } catch (error) {
    if (isFatal(error)) throw error
    return undefined
  }
}
