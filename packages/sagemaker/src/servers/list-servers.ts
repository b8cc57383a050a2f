import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import { asMlferryError, type MlferryError } from '@mlferry/core'
import { listApps, listTrackingServers } from '../control-plane/list-pages.ts'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { describeServer } from './describe-server.ts'
import { type ManagedServer, managedApp, managedTrackingServer } from './managed-server.ts'

export interface ListedServers {
  /** By name, Apps first. */
  readonly servers: readonly ManagedServer[]
  /** What was refused: a list, or a description, whose server is then here with what the list says. */
  readonly problems: readonly MlferryError[]
}

const atOnce = 4

/**
 * All Apps and tracking servers of one region. Lists leave out defaults, registration mode and store: each is described as well. What is
 * refused is a problem, and the others are still told.
 */
export async function listServers(plane: ControlPlane): Promise<ListedServers> {
  const problems: MlferryError[] = []
  const note = (error: unknown) => {
    plane.signal.throwIfAborted()
    problems.push(asMlferryError(error, 'ERR_SERVER_FAILED', `SageMaker in ${plane.region}`))
  }
  const listed = [
    ...(await gather(listApps(plane), managedApp, note)),
    ...(await gather(listTrackingServers(plane), managedTrackingServer, note)),
  ]
  const servers: ManagedServer[] = []
  const queue = [...listed.entries()]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [at, summary] = next
        servers[at] = await describeServer(plane, parseSagemakerArn(summary.arn)).catch((error) => {
          note(error)
          return summary
        })
      }
    }),
  )
  return { servers: servers.toSorted(byTypeAndName), problems: sameOnce(problems) }
}

async function gather<Summary>(
  summaries: AsyncIterable<Summary>,
  managed: (summary: Summary) => ManagedServer,
  note: (error: unknown) => void,
): Promise<readonly ManagedServer[]> {
  const gathered: ManagedServer[] = []
  try {
    for await (const summary of summaries) gathered.push(managed(summary))
  } catch (error) {
    note(error)
  }
  return gathered
}

function byTypeAndName(a: ManagedServer, b: ManagedServer): number {
  return a.type.localeCompare(b.type) || a.name.localeCompare(b.name) || a.arn.localeCompare(b.arn)
}

/** A network that is down fails both lists with the same words. */
function sameOnce(problems: readonly MlferryError[]): readonly MlferryError[] {
  return problems.filter((each, at) => problems.findIndex(({ message }) => message === each.message) === at)
}
