import { type Carries, canonicalText, type FieldRule, type KindCapabilities, type ObjectKind } from '@mlferry/core'
import { parseJson } from '@mlferry/exact-json'
import { mapValue } from './map-value.ts'

const exact: FieldRule = { compare: 'exact' }
/** Of every kind: what a version of MLflow says beyond the fields that mlferry knows. */
const always: Readonly<Record<string, FieldRule>> = { extra: { compare: 'ignored' } }

/** How a kind compares `tags.team`: by a rule of that name, of a beginning with `*`, or of the whole field. */
export function ruleOf({ fields = {} }: ObjectKind, field: string): FieldRule {
  const own = Object.hasOwn(fields, field) ? fields[field] : always[field]
  if (own) return own
  const beginning = Object.keys(fields).find((name) => name.endsWith('*') && field.startsWith(name.slice(0, -1)))
  if (beginning !== undefined) return fields[beginning] ?? exact
  const dot = field.lastIndexOf('.')
  return dot < 0 ? exact : ruleOf({ fields } as ObjectKind, field.slice(0, dot))
}

/** Why the target cannot have a field or an entry as the source has it. */
export function lossOf({ fields }: KindCapabilities, field: string): string | undefined {
  // One entry of a map is named `tags <key>` there.
  for (const name of [field.replace('.', ' '), field.split('.')[0] ?? field]) {
    const carries: Carries | undefined = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (carries && 'lost' in carries) return carries.lost
  }
  return undefined
}

/** The same for texts that say the same in JSON; any other text as it is. */
function plainJson(text: string): string {
  if (!/^\s*[[{"]/.test(text)) return text
  try {
    return canonicalText(parseJson(text))
  } catch {
    return text
  }
}

export interface Declarations {
  readonly kind: ObjectKind
  /** Of the target. */
  readonly capabilities: KindCapabilities
}

/** An element of a list, or a row, as far as it counts: members that may be anything must not keep two of them apart. */
export function asDeclared(field: string, element: unknown, { kind, capabilities }: Declarations): unknown {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return element
  const counts = (member: string) =>
    ruleOf(kind, `${field}.${member}`).compare !== 'ignored' && lossOf(capabilities, `${field}.${member}`) === undefined
  return Object.fromEntries(
    Object.entries(element)
      .filter(([member]) => counts(member))
      .map(([member, value]) => [member, ruleOf(kind, `${field}.${member}`).json ? mapValue(value, plainJson) : value]),
  )
}
