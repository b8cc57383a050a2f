import { openArtifactRoot } from '@mlferry/artifacts'
import type { ArtifactRoot } from '@mlferry/core'
import type { ServerContext } from './server-context.ts'

/** The artifacts of the experiment that every server has, for files about what no experiment holds. */
export async function openDefaultRoot(context: ServerContext, signal: AbortSignal): Promise<ArtifactRoot> {
  const { artifact_location } = await context.client.experiments.get({ experimentId: '0', signal })
  return openArtifactRoot(artifact_location, context)
}
