import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'

/** A part of a server with experiments and models of its own. What it holds is copied by naming it as the workspace of an end. */
export interface WorkspaceFields {
  readonly name: string
  readonly description: string
  /** Empty: that of the server. */
  readonly artifactRoot: string
  /** Where and when traces are archived, in MLflow's own names; empty: as the server does. */
  readonly traceArchival: JsonObject
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export type WorkspaceHeader = Header<WorkspaceFields>

/** Version 1 covers name and description: places of files are the target's own affair. */
export function workspaceFingerprint({ name, description }: WorkspaceFields): string {
  return fingerprint('workspace', 1, { name, description })
}
