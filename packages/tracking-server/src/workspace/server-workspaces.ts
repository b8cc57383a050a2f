import {
  defaultWorkspace,
  MlferryError,
  type OpenWorkspaceOptions,
  type Source,
  type Target,
  type Workspaces,
} from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import type { ServerConnection } from '../server/server-context.ts'
import { whyMissing } from '../server/why-missing.ts'
import { workspaceOnServer } from './workspace-on-server.ts'

export interface ServerWorkspacesOptions<Server> {
  /** The connection to the default workspace. */
  readonly server: Server
  readonly context: ServerConnection
  /** The server of the model registry, where that is another one. */
  readonly registry?: ServerConnection | undefined
  /** Connects to another workspace of the same server. `withRegistry`: the registry has a workspace of this name too. */
  readonly connect: (name: string, options: { readonly withRegistry: boolean }) => Promise<Server>
}

/** The workspaces of one server. Each is a connection of its own: the server tells them apart by a header. */
export class ServerWorkspaces<Server extends Source & Target & { close(): Promise<void> }>
  implements Workspaces<Server>, AsyncDisposable
{
  readonly #options: ServerWorkspacesOptions<Server>
  readonly #opened = new Map<string, Promise<Server>>()

  constructor(options: ServerWorkspacesOptions<Server>) {
    this.#options = options
  }

  async list(signal: AbortSignal): Promise<readonly string[]> {
    const { context, registry } = this.#options
    const names = await namesAt(context, signal)
    const others = ((await registryNames(registry, signal)) ?? []).filter((name) => !names.includes(name))
    if (others.length > 0) {
      const message = `${registry?.label} has workspaces that ${context.label} does not have: ${others.join(', ')}. They are left out.`
      context.warn?.(message)
    }
    return names
  }

  async open(name: string, { mayBeMissing = false, signal }: OpenWorkspaceOptions): Promise<Server> {
    const { server, context, registry, connect } = this.#options
    if (name === defaultWorkspace) return server
    const names = mayBeMissing ? [name] : await namesAt(context, signal)
    if (!names.includes(name)) throw this.#notFound(name, names)
    const inRegistry = await registryNames(registry, signal)
    const withRegistry = inRegistry !== undefined && (mayBeMissing || inRegistry.includes(name))
    const opened = this.#opened.get(name) ?? connect(name, { withRegistry })
    this.#opened.set(name, opened)
    return opened
  }

  async make(name: string, signal: AbortSignal): Promise<void> {
    const { context, registry } = this.#options
    await makeAt(name, context, signal)
    if (registry && (await registryNames(registry, signal))) await makeAt(name, registry, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#opened.values()) await (await opened).close()
  }

  #notFound(name: string, names: readonly string[]): MlferryError {
    const { label } = this.#options.context
    return new MlferryError('ERR_WORKSPACE_NOT_FOUND', `There is no workspace '${name}' at ${label}.`, {
      hint: `It has: ${names.join(', ')}.`,
    })
  }
}

async function namesAt({ client }: ServerConnection, signal: AbortSignal): Promise<readonly string[]> {
  const names = (await client.workspaces.list({ signal })).map(({ name }) => name)
  return [defaultWorkspace, ...names.filter((name) => name !== defaultWorkspace)]
}

/** Workspaces of a registry on another server. undefined: there is none, or all its objects are in the default workspace. */
async function registryNames(
  registry: ServerConnection | undefined,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (!registry || (await whyMissing(workspaceOnServer, registry, signal)) !== undefined) return undefined
  return namesAt(registry, signal)
}

async function makeAt(name: string, context: ServerConnection, signal: AbortSignal): Promise<void> {
  if ((await namesAt(context, signal)).includes(name)) return
  const { workspaces } = context.client
  await createOnce<unknown>(
    () => workspaces.create({ name, description: undefined, signal }),
    async () => (await namesAt(context, signal)).find((each) => each === name),
  )
}
