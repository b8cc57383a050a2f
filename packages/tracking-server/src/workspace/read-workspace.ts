import type { WireWorkspace } from '@mlferry/client'
import {
  defaultWorkspace,
  type Query,
  type WorkspaceFields,
  type WorkspaceHeader,
  workspaceFingerprint,
} from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'

/** Those that somebody made. */
export async function* listWorkspaces(
  { ids }: Query,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<WorkspaceHeader[]> {
  const made = (await client.workspaces.list({ signal })).filter(({ name }) => name !== defaultWorkspace)
  yield made.filter(({ name }) => !ids || ids.includes(name)).map(workspaceHeader)
}

function workspaceHeader({ name, description, default_artifact_root, trace_archival_config, ...extra }: WireWorkspace) {
  const fields: WorkspaceFields = {
    name,
    description: description ?? '',
    artifactRoot: default_artifact_root ?? '',
    traceArchival: trace_archival_config ?? {},
    extra,
  }
  return { ref: { kind: 'workspace', id: name }, fields, links: [], fingerprint: workspaceFingerprint(fields) }
}
