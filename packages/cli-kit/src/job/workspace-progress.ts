import type { CopyEvent, VerifyEvent } from '@mlferry/engine'

type Planned = Extract<CopyEvent, { type: 'planned' }>

/** What workspaces tell that are copied one after the other, as one job: each adds to the counts of those before. */
export class WorkspaceProgress {
  readonly #listed = new Map<string, Map<string | undefined, number>>()
  readonly #planned = new Map<string, Map<string | undefined, Planned>>()

  add<Event extends CopyEvent | VerifyEvent>(event: Event, workspace: string | undefined): Event {
    if (event.type === 'listing') {
      return { ...event, listed: sum(noted(this.#listed, event.kind, workspace, event.listed)) }
    }
    if (event.type !== 'planned') return event
    const all = noted(this.#planned, event.kind, workspace, event)
    return { ...event, total: sum(all.map(({ total }) => total)), todo: sum(all.map(({ todo }) => todo)) }
  }
}

function noted<T>(
  byKind: Map<string, Map<string | undefined, T>>,
  kind: string,
  workspace: string | undefined,
  value: T,
): T[] {
  const ofKind = byKind.get(kind) ?? new Map<string | undefined, T>()
  byKind.set(kind, ofKind.set(workspace, value))
  return [...ofKind.values()]
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
