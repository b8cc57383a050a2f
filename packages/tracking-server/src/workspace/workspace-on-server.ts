import type { WorkspaceFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listWorkspaces } from './read-workspace.ts'
import { openWorkspace, writtenWorkspaces } from './write-workspace.ts'

/** Since MLflow 3.10, of servers that run with workspaces. */
export const workspaceOnServer: ServerKind<WorkspaceFields> = {
  name: 'workspace',
  batchSize: 100,
  since: [3, 10],
  async probe({ client }, signal) {
    let enabled = false
    const missing = await whyNoRoute(async () => {
      enabled = await client.workspaces.enabled({ signal })
    })
    return enabled ? undefined : (missing ?? 'this server runs without workspaces')
  },
  capabilities: () => ({
    requests: 1,
    fields: {
      artifactRoot: { lost: "the target's own artifact root is used" },
      traceArchival: { lost: "the target's own settings are used" },
    },
  }),
  list: listWorkspaces,
  read: allInHeader,
  written: writtenWorkspaces,
  open: openWorkspace,
}
