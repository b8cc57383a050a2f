import { openArtifactRoot } from '@mlferry/artifacts'
import { type ArtifactRoot, MlferryError } from '@mlferry/core'
import { ifMissing } from './if-missing.ts'
import type { ServerContext } from './server-context.ts'

/** The artifacts of the experiment that every server has, for files about what no experiment holds. */
export async function openDefaultRoot(context: ServerContext, signal: AbortSignal): Promise<ArtifactRoot> {
  const { experiments } = context.client
  const first =
    (await experiments.get({ experimentId: '0', signal }).catch(ifMissing)) ?? (await oldest(context, signal))
  return openArtifactRoot(first.artifact_location, context)
}

/** A workspace has no experiment of that number. */
async function oldest({ client, label }: ServerContext, signal: AbortSignal) {
  const pages = client.experiments.searchPages({ maxResults: 1, orderBy: ['creation_time ASC'], signal })
  for await (const { experiments: [found] = [] } of pages) if (found) return found
  throw new MlferryError(
    'ERR_NO_EXPERIMENT',
    `${label} has no experiment that could keep a file for objects without an experiment.`,
    {
      hint: 'Make an experiment there, and run the same command again.',
    },
  )
}
