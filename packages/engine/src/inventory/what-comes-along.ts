import type { ObjectKind } from '@mlferry/core'
import { objectKinds } from '../kinds/object-kinds.ts'

export interface ComesAlong {
  /** Of what is selected: "model versions". */
  readonly plural: string
  /** What comes along with each, for people. */
  readonly brings: readonly string[]
  /** What comes besides where nested runs are asked for. */
  readonly nested: readonly string[]
}

/** What comes along with objects of each kind, from the declarations that every command uses. Kinds that stand alone are left out. */
export function whatComesAlong(kinds: readonly ObjectKind[] = objectKinds): readonly ComesAlong[] {
  const rows = kinds.map(({ plural, scope, needs = [] }) => {
    const holder = kinds.find(({ name }) => name === scope)
    const brings = needs.filter(({ when }) => when !== 'nestedRuns').map(({ says }) => says)
    const nested = needs.filter(({ when }) => when === 'nestedRuns').map(({ says }) => says)
    return { plural, brings: [...(holder ? [`its ${nameOf(holder)}`] : []), ...brings], nested }
  })
  return rows.filter(({ brings, nested }) => brings.length + nested.length > 0)
}

function nameOf({ plural }: ObjectKind): string {
  return plural.replace(/s$/, '')
}
