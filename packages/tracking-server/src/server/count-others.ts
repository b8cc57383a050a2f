import { isRouteMissing } from '@mlferry/client'
import { isAbort, isFatal } from '@mlferry/core'
import type { ServerConnection } from './server-context.ts'

/** One cheap list of each, where a server has one. */
const lists: ReadonlyMap<string, string> = new Map([
  ['gateway secrets', '/api/3.0/mlflow/gateway/secrets/list'],
  ['gateway endpoints', '/api/3.0/mlflow/gateway/endpoints/list'],
  ['gateway model definitions', '/api/3.0/mlflow/gateway/model-definitions/list'],
  ['gateway endpoint bindings', '/api/3.0/mlflow/gateway/endpoints/bindings/list'],
  ['gateway guardrails', '/api/3.0/mlflow/gateway/guardrails/list'],
  ['gateway budgets', '/api/3.0/mlflow/gateway/budgets/list'],
  ['MCP servers', '/api/3.0/mlflow/mcp-servers'],
  ['users', '/api/2.0/mlflow/users/list'],
])

const endpoints = 'gateway endpoints'

/** These belong to the server, whichever workspace is shown. */
export const ofWholeServer: ReadonlySet<string> = new Set(['users', 'permissions', 'jobs'])

/** How many the server has of what is never copied; undefined where it does not tell: no reason for a job to fail that is done. */
export async function countOthers(
  what: string,
  connection: Pick<ServerConnection, 'client' | 'facts'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const count = await (what.startsWith('gateway ') ? countOfGateway : askFor)(what, connection, signal)
  return count === 'no route' ? 0 : count
}

/** The answer for endpoints shows whether there is a gateway to ask for anything else. */
async function countOfGateway(
  what: string,
  connection: Pick<ServerConnection, 'client' | 'facts'>,
  signal: AbortSignal,
): Promise<number | 'no route' | undefined> {
  connection.facts.gatewayEndpoints ??= askFor(endpoints, connection, signal)
  const count = await connection.facts.gatewayEndpoints
  if (what === endpoints || typeof count !== 'number') return count
  // A binding goes with its endpoint; the others are there without one.
  return what === 'gateway endpoint bindings' && count === 0 ? 0 : askFor(what, connection, signal)
}

async function askFor(
  what: string,
  { client }: Pick<ServerConnection, 'client'>,
  signal: AbortSignal,
): Promise<number | 'no route' | undefined> {
  const path = lists.get(what)
  if (path === undefined) return undefined
  try {
    const answer = await client.request<object>({ method: 'GET', path, answer: {}, maxRetries: 1, signal })
    return Object.values(answer).find(Array.isArray)?.length ?? 0
  } catch (error) {
    if (isRouteMissing(error)) return 'no route'
    if (isFatal(error) || isAbort(error)) throw error
    return undefined
  }
}
