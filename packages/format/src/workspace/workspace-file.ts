import { type WorkspaceFields, workspaceFingerprint } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { text } from '../json/json-members.ts'
import type { PlainKind } from '../plain/plain-kind.ts'

/** workspace.json: the workspace, without what it holds. */
export const workspaceFile: PlainKind<WorkspaceFields> = {
  name: 'workspace',
  schema: 'workspace',
  write({ fields }) {
    const { name, description, artifactRoot, traceArchival } = fields
    return { name, description, default_artifact_root: artifactRoot, trace_archival_config: traceArchival }
  },
  read(mlflow, { extra }) {
    const fields: WorkspaceFields = {
      name: text(mlflow.name),
      description: text(mlflow.description),
      artifactRoot: text(mlflow.default_artifact_root),
      traceArchival: (mlflow.trace_archival_config ?? {}) as JsonObject,
      extra,
    }
    return { fields, fingerprint: workspaceFingerprint(fields) }
  },
}
