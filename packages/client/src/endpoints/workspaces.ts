import type { JsonObject } from '@mlferry/exact-json'
import { workspaceShape } from '../wire/wire-shapes.ts'
import type { Caller, CallOptions } from './caller.ts'

export interface WireWorkspace extends JsonObject {
  readonly name: string
  readonly description?: string
  readonly default_artifact_root?: string
  /** `location` and `retention`. */
  readonly trace_archival_config?: JsonObject
}

export interface CreateWorkspace extends CallOptions {
  readonly name: string
  readonly description?: string | undefined
}

/** Since MLflow 3.10, of servers that run with workspaces. Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface Workspaces {
  /** False where the server runs without workspaces. */
  enabled(options?: CallOptions): Promise<boolean>
  list(options?: CallOptions): Promise<readonly WireWorkspace[]>
  /** A name that is there already: HttpError with mlflowCode RESOURCE_ALREADY_EXISTS. */
  create(options: CreateWorkspace): Promise<WireWorkspace>
}

const base = '/api/3.0/mlflow/workspaces'

export function createWorkspaces({ request }: Caller): Workspaces {
  return {
    async enabled({ signal } = {}) {
      const path = '/api/3.0/mlflow/server-info'
      return (await request<ServerInfo>({ method: 'GET', path, answer: {}, signal })).workspaces_enabled === true
    },
    async list({ signal } = {}) {
      return (await request<WorkspaceList>({ method: 'GET', path: base, answer: list, signal })).workspaces ?? []
    },
    async create({ signal, ...json }) {
      return (await request<Found>({ method: 'POST', path: base, json, answer: found, signal })).workspace
    },
  }
}

interface ServerInfo {
  readonly workspaces_enabled?: boolean
}

const list = { workspaces: [workspaceShape] } as const
const found = { workspace: workspaceShape } as const

interface WorkspaceList {
  readonly workspaces?: readonly WireWorkspace[]
}

interface Found {
  readonly workspace: WireWorkspace
}
