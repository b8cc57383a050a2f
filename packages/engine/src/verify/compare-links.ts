import { canonicalText, type Header, type Link } from '@mlferry/core'
import type { ValueDifference } from './compare-values.ts'
import type { Pairs } from './pairs.ts'

export interface LinkFindings {
  readonly differences: readonly ValueDifference[]
  /** References to objects that are not at the target: they cannot be there yet. */
  readonly waiting: readonly Link[]
}

/** Compares the references of an object and its copy, and what holds them, by what stands at the target for each other end. Pure. */
export function compareLinks(source: Header, target: Header, pairs: Pairs): LinkFindings {
  const left = [...target.links]
  const take = (fits: (link: Link) => boolean): boolean => {
    const at = left.findIndex(fits)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  }
  const unmatched: Link[] = []
  const waiting: Link[] = []
  // Those that can be told go first: what cannot takes of what is left.
  const known = source.links.filter(({ to }) => pairs.targetOf(to))
  const unknown = source.links.filter(({ to }) => !pairs.targetOf(to))
  for (const link of known) {
    const to = pairs.targetOf(link.to)?.ref
    if (!take((other) => other.to.id === to?.id && isSame(other, link))) unmatched.push(link)
  }
  for (const link of unknown) {
    if (take((other) => !pairs.isPaired(other.to) && isSame(other, link))) continue
    waiting.push(link)
  }
  return { differences: [...scopeDifference(source, target, pairs), ...beside(unmatched, left)], waiting }
}

function isSame(a: Link, b: Link): boolean {
  return a.field === b.field && canonicalText(a.data ?? {}) === canonicalText(b.data ?? {})
}

/** Where what holds it is not at the target, a copy is wrong only in the place of something else. */
function scopeDifference({ scope }: Header, target: Header, pairs: Pairs): ValueDifference[] {
  if (!scope || !target.scope) return []
  const expected = pairs.targetOf(scope)?.ref
  if (expected ? expected.id === target.scope.id : !pairs.isPaired(target.scope)) return []
  const there = expected ? `which is ${expected.id} there` : 'which is not there'
  return [{ field: scope.kind, source: `${scope.id}, ${there}`, target: target.scope.id }]
}

/** What each side has alone, by field. */
function beside(lost: readonly Link[], added: readonly Link[]): ValueDifference[] {
  const rest = [...added]
  const differences = lost.map((link) => {
    const at = rest.findIndex(({ field }) => field === link.field)
    const [other] = at < 0 ? [] : rest.splice(at, 1)
    return { field: link.field, source: told(link), target: other && told(other) }
  })
  return [...differences, ...rest.map((link) => ({ field: link.field, source: undefined, target: told(link) }))]
}

function told({ to, data }: Link): string {
  const more = Object.entries(data ?? {}).map(([name, value]) => `${name} ${value}`)
  return [`${to.kind} ${to.id}`, ...more].join(', ')
}
