import type { Capabilities, KindCapabilities, Limit, ObjectKind } from '@mlferry/core'
import { objectKinds } from '../kinds/object-kinds.ts'

/** What becomes of one kind of object at a target. */
export interface Survival {
  readonly kind: string
  readonly plural: string
  /** `whole`: all but the fields in `lost`. `kept`: it arrives in another form, `why` says which. `not carried`: it stays behind, `why`. */
  readonly arrives: 'whole' | 'kept' | 'not carried'
  readonly why?: string
  /** Fields that the target cannot set, with what becomes of them. */
  readonly lost: Readonly<Record<string, string>>
  /** Fields with a longest value, in characters: longer ones are cut, the full text is kept as an artifact, and the object is degraded. */
  readonly limits: Readonly<Record<string, number>>
}

export interface SurvivalEnds {
  readonly target: Capabilities
  /** Only kinds that it holds are named. Absent: every kind. */
  readonly source?: Capabilities
  readonly kinds?: readonly ObjectKind[]
}

/** From the declarations that plan, targets and verify use. */
export function whatSurvives({ target, source, kinds = objectKinds }: SurvivalEnds): readonly Survival[] {
  return kinds
    .filter(({ name }) => source === undefined || source.kind(name) !== undefined)
    .map(({ name, plural }) => ({ kind: name, plural, ...arrival(name, target) }))
}

/** Fields that a target cannot set, in one line: `creationTime, lastUpdateTime (the target sets …); …`. */
export function fieldsByReason(lost: Readonly<Record<string, string>>): string {
  const groups = Map.groupBy(Object.entries(lost), ([, why]) => why)
  return [...groups].map(([why, entries]) => `${entries.map(([field]) => field).join(', ')} (${why})`).join('; ')
}

function arrival(name: string, target: Capabilities): Omit<Survival, 'kind' | 'plural'> {
  const held = target.kind(name)
  if (!held) {
    const why = target.missing?.(name) ?? 'the target does not hold this kind'
    return { arrives: 'not carried', why, lost: {}, limits: {} }
  }
  const fields = { lost: lostFields(held), limits: limitsOf(held) }
  return held.degraded === undefined
    ? { arrives: 'whole', ...fields }
    : { arrives: 'kept', why: held.degraded, ...fields }
}

function lostFields({ fields }: KindCapabilities): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, carries]) => ('lost' in carries ? [[field, carries.lost]] : [])),
  )
}

function limitsOf({ fields }: KindCapabilities): Record<string, number> {
  const limited = Object.entries(fields).flatMap(([field, carries]) => {
    const max = 'over' in carries ? (carries as Limit).max : undefined
    return max !== undefined && Number.isFinite(max) ? [[field, max] as const] : []
  })
  return Object.fromEntries(limited)
}
