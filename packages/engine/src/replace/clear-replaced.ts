import { isUnreadable, MlferryError, type ObjectKind, type TargetJob } from '@mlferry/core'
import type { TakenInventory } from '../inventory/take-inventory.ts'
import type { ReplacingEvent } from '../report/copy-event.ts'

export interface ClearContext {
  readonly target: TargetJob
  readonly kinds: readonly ObjectKind[]
  readonly emit: (event: ReplacingEvent) => void
  readonly signal: AbortSignal
}

/** Deletes at the target what is to be replaced, and tells before what that is. Throws when what would replace it cannot be read whole. */
export async function clearReplaced(
  { replaced, unreadable }: Pick<TakenInventory, 'replaced' | 'unreadable'>,
  { target, kinds, emit, signal }: ClearContext,
): Promise<void> {
  const replacedKinds = new Set(replaced.map(({ kind }) => kind))
  const damaged = unreadable.find(
    ({ ref, scope }) => replacedKinds.has(ref.kind) || replacedKinds.has(scope?.kind ?? ''),
  )
  if (damaged) throw notWhole(`${damaged.ref.kind} ${damaged.ref.id}`, damaged.error)
  for (const kind of replacedKinds) {
    const names = new Set(replaced.filter((each) => each.kind === kind).map(({ name }) => name))
    for await (const page of target.written(kind, undefined, signal)) {
      for (const each of page) {
        if (isUnreadable(each) || !names.has(each.key)) continue
        const { key, target: ref } = each
        const holds: string[] = []
        for (const { name } of kinds.filter(({ scope }) => scope === kind)) {
          for await (const held of target.written(name, [ref], signal)) {
            for (const object of held) holds.push(isUnreadable(object) ? object.ref.id : object.target.id)
          }
        }
        emit({ type: 'replacing', kind, name: key, holds })
      }
    }
  }
  for (const { kind, name } of replaced) await target.clear?.(kind, name, signal)
}

function notWhole(what: string, cause: MlferryError): MlferryError {
  return new MlferryError('ERR_REPLACE_DAMAGED', `${what} cannot be read, so nothing was deleted at the target.`, {
    hint: `Repair it or leave it out, or import without deleting. ${cause.message}`,
    cause,
  })
}
