import { isHttpError, type MlflowClient } from '@mlferry/client'
import { redact } from '@mlferry/core'
import { lacksOf } from './lacks-of.ts'
import type { ServerConnection } from './server-context.ts'
import { unknownFacts } from './server-facts.ts'
import { limitsOf, onPostgres } from './server-limits.ts'

/** What it would refuse is not known: the lowest limits hold everywhere. */
const oldest = '1.0'

export type Described = Pick<ServerConnection, 'env' | 'warn'> & { readonly trackingUri: string }

/** The server as all kinds see it. Asks for its version; throws what tells that it is no MLflow server, or lets nobody in. */
export async function describeServer(
  client: MlflowClient,
  { trackingUri, ...end }: Described,
): Promise<ServerConnection> {
  const version = await serverVersion(client)
  const lacks = version === undefined ? await lacksOf(client) : new Map<string, string>()
  const label = redact(trackingUri).replace(/\/+$/, '')
  // SageMaker keeps its data in PostgreSQL.
  const known = limitsOf(lacks.has('loggedModel') ? oldest : version)
  const limits = trackingUri.startsWith('arn:') ? onPostgres(known) : known
  return { client, ...end, label, version, lacks, limits, facts: unknownFacts() }
}

/** undefined for a server that does not tell; throws what tells that it is none. */
async function serverVersion(client: MlflowClient): Promise<string | undefined> {
  const text = await client.server.version().catch((error: unknown) => {
    if (isHttpError(error) && (error.status === 404 || error.status === 403)) return ''
    throw error
  })
  const [version] = /^\d+\.\d+[\w.]*$/.exec(text) ?? []
  // Anything may answer /version, a login page too: one call of the API shows what it is, and whether it lets us in.
  for await (const _ of client.experiments.searchPages({ maxResults: 1 })) break
  return version
}
