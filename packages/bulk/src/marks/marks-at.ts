import type { MarkedObject, Marks, Spool, SpoolPlace, Target } from '@mlferry/core'

/** The marks of one workspace, or of a server without workspaces. */
export interface MarkedPlace {
  /** undefined: the server has no workspaces, or was opened as one of them. */
  readonly workspace: string | undefined
  readonly target: Target
  readonly marks: Marks
  /** On disk: there may be millions. */
  readonly objects: Iterable<MarkedObject>
}

/** Lists the marks of a server in all its workspaces. They are stored in `spool`, so read them before it is disposed. */
export async function marksAt(server: Target, spool: Spool, signal: AbortSignal): Promise<readonly MarkedPlace[]> {
  const divided = await server.workspaces?.(signal)
  const places: MarkedPlace[] = []
  for (const workspace of divided ? await divided.list(signal) : [undefined]) {
    const target = workspace === undefined ? server : ((await divided?.open(workspace, { signal })) ?? server)
    const marks = target.marks?.()
    if (marks) places.push({ workspace, target, marks, objects: await spooled(marks.list(signal), spool) })
  }
  return places
}

async function spooled(objects: AsyncIterable<MarkedObject>, spool: Spool): Promise<Iterable<MarkedObject>> {
  const at: SpoolPlace[] = []
  for await (const object of objects) at.push(spool.add(object))
  return {
    *[Symbol.iterator]() {
      for (const place of at) yield spool.get<MarkedObject>(place)
    },
  }
}

export function* objectsOf(places: readonly MarkedPlace[]): Generator<MarkedObject> {
  for (const { objects } of places) yield* objects
}

/** A line of the id map: which object this one was copied from. `marks remove` saves it before it removes the mark. */
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
