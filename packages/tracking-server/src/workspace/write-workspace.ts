import {
  type Header,
  MlferryError,
  type OpenContext,
  type Ref,
  type WorkspaceFields,
  type Writer,
  type Written,
} from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import { FoundOrMade } from '../server/found-or-made.ts'
import type { ServerContext } from '../server/server-context.ts'
import { listWorkspaces } from './read-workspace.ts'

/** One of the same name is the copy, or was there before; it stays as it is. */
export async function* writtenWorkspaces(
  _: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const page of listWorkspaces({}, context, signal)) {
    yield page.map(({ ref: target, fingerprint: sealed }) => {
      return { key: target.id, target, ours: true, sealed, deleted: false, pending: [] }
    })
  }
}

export async function openWorkspace(
  object: Header<WorkspaceFields>,
  { earlier }: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const { name, description } = object.fields
  const ref = { kind: 'workspace', id: name }
  if (earlier) return new FoundOrMade(ref, { created: false, losses: [differs(name, context)] })
  const create = { name, description: description || undefined, signal }
  await createOnce<unknown>(
    () => context.client.workspaces.create(create),
    () => findWorkspace(name, context, signal),
  )
  return new FoundOrMade(ref, { created: true })
}

async function findWorkspace(name: string, context: ServerContext, signal: AbortSignal) {
  for await (const page of listWorkspaces({}, context, signal)) {
    const found = page.find(({ ref }) => ref.id === name)
    if (found) return found
  }
  return undefined
}

/** Asked for only where the fingerprints differ. */
function differs(name: string, { label }: ServerContext): MlferryError {
  const message = `The workspace '${name}' at ${label} has another description: it is left as it is.`
  return new MlferryError('ERR_WORKSPACE_DIFFERS', message)
}
