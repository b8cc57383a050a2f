import {
  defaultWorkspace,
  MlferryError,
  type OpenWorkspaceOptions,
  type Source,
  type Target,
  type Workspaces,
} from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import type { ServerContext } from '../server/server-context.ts'

export interface ServerWorkspacesOptions<Server> {
  /** The server as its default workspace shows it. */
  readonly server: Server
  readonly context: ServerContext
  /** Connects to another workspace of the same server. */
  readonly connect: (name: string) => Promise<Server>
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
    const names = (await this.#options.context.client.workspaces.list({ signal })).map(({ name }) => name)
    return [defaultWorkspace, ...names.filter((name) => name !== defaultWorkspace)]
  }

  async open(name: string, { mayBeMissing = false, signal }: OpenWorkspaceOptions): Promise<Server> {
    const { server, connect } = this.#options
    if (name === defaultWorkspace) return server
    const names = mayBeMissing ? [name] : await this.list(signal)
    if (!names.includes(name)) throw this.#notFound(name, names)
    const opened = this.#opened.get(name) ?? connect(name)
    this.#opened.set(name, opened)
    return opened
  }

  async make(name: string, signal: AbortSignal): Promise<void> {
    if ((await this.list(signal)).includes(name)) return
    const { workspaces } = this.#options.context.client
    await createOnce<unknown>(
      () => workspaces.create({ name, description: undefined, signal }),
      async () => (await this.list(signal)).find((each) => each === name),
    )
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
