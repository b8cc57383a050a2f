import { type Header, isOfKind, isUnreadable, type Ref, type Source } from '@mlferry/core'
import { objectKinds } from '@mlferry/engine'

/**
 * When the newest object of a server was made, changed or ended, in milliseconds since 1970, as its listings tell: deleted objects too.
 * A tag or a parameter that was added to an older run has no time. Undefined: the server is empty.
 */
export async function lastWrite(source: Source, signal: AbortSignal): Promise<number | undefined> {
  const workspaces = await source.workspaces?.(signal)
  if (workspaces === undefined) return lastInWorkspace(source, signal)
  let last: number | undefined
  for (const name of await workspaces.list(signal)) {
    const inside = await lastInWorkspace(await workspaces.open(name, { signal }), signal)
    if (inside !== undefined) last = Math.max(last ?? 0, inside)
  }
  return last
}

async function lastInWorkspace(source: Source, signal: AbortSignal): Promise<number | undefined> {
  const held = new Map<string, Ref[]>()
  let last: number | undefined
  for (const { name, scope } of objectKinds) {
    const refs: Ref[] = []
    held.set(name, refs)
    const scopes = scope === undefined ? undefined : held.get(scope)
    const query = { includeDeleted: true, ...(scopes && { scopes }) }
    for await (const page of source.list(name, query, signal)) {
      for (const listed of page) {
        // What cannot be read may be newer than all else.
        if (isUnreadable(listed)) throw listed.error
        refs.push(listed.ref)
        last = Math.max(last ?? 0, ...timesOf(listed))
      }
    }
  }
  return last
}

function timesOf(header: Header): readonly number[] {
  const { fields } = header
  const times = Object.entries(fields).map(([field, value]) => (/Time$/.test(field) ? Number(value ?? 0) : 0))
  const points = (isOfKind(header, 'run') ? [...header.fields.latestMetrics.values()] : []).map(({ timestamp }) =>
    Number(timestamp),
  )
  return [...times, ...points].filter(Number.isFinite)
}
