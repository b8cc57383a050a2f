import type { MarkedObject, Marks, Target } from '@mlferry/core'

/** The marks of one workspace; undefined: the server is not divided, or shows one. */
export interface MarkedPlace {
  readonly workspace: string | undefined
  readonly target: Target
  readonly marks: Marks
  readonly objects: readonly MarkedObject[]
}

/** The marks of a server, in all of its workspaces. */
export async function marksAt(server: Target, signal: AbortSignal): Promise<readonly MarkedPlace[]> {
  const divided = await server.workspaces?.(signal)
  const places: MarkedPlace[] = []
  for (const workspace of divided ? await divided.list(signal) : [undefined]) {
    const target = workspace === undefined ? server : ((await divided?.open(workspace, { signal })) ?? server)
    const marks = target.marks?.()
    if (marks) places.push({ workspace, target, marks, objects: await Array.fromAsync(marks.list(signal)) })
  }
  return places
}

/** What one object was before it was copied, as a line of the id map that is kept when its marks go. */
export function markLine({ ref, title, source, originId }: MarkedObject, workspace: string | undefined) {
  return {
    kind: ref.kind,
    source: source?.id ?? null,
    target: ref.id,
    title: title || null,
    sourceUri: source?.uri ?? null,
    ...(originId === undefined ? {} : { origin: originId }),
    ...(workspace === undefined ? {} : { workspace }),
  }
}
