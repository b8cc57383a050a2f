import type { ServerConnection } from '../server/server-context.ts'

/**
 * Where this server puts artifacts, by the newest of its experiments that lies in a folder of its own id. undefined: no experiment tells,
 * because each was given a place of its own.
 */
export async function artifactStore({ client }: ServerConnection, signal: AbortSignal): Promise<string | undefined> {
  const newest = { viewType: 'ALL', orderBy: ['creation_time DESC'], maxResults: 100, signal } as const
  for await (const { experiments = [] } of client.experiments.searchPages(newest)) {
    for (const { experiment_id, artifact_location = '' } of experiments) {
      const end = `/${experiment_id}`
      if (artifact_location.endsWith(end)) return artifact_location.slice(0, -end.length) || '/'
    }
    break
  }
  return undefined
}
