import type { Source } from '@mlferry/core'

export interface NotCarriedByDesign {
  /** Such as `gateway secrets`. */
  readonly what: string
  readonly reason: string
  /** How many the source has; absent: it does not tell. */
  readonly count?: number
}

/** What an MLflow server holds and mlferry leaves there, with the reason. */
export const notCarriedByDesign: readonly NotCarriedByDesign[] = [
  { what: 'gateway secrets', reason: 'no call reads them: set them at the target by hand' },
  {
    what: 'gateway endpoints',
    reason: 'they need secrets: make those that scorers name at the target, under the same names',
  },
  { what: 'gateway model definitions', reason: 'they name secrets, which no call reads' },
  {
    what: 'gateway endpoint bindings',
    reason: 'they connect endpoints with their users: make both at the target by hand',
  },
  { what: 'gateway guardrails', reason: 'they belong to endpoints: make both at the target' },
  { what: 'gateway budgets', reason: 'they count what endpoints of the source have spent' },
  { what: 'MCP servers', reason: 'they are addresses of running services, which the target may not reach' },
  { what: 'jobs', reason: 'running work belongs to the server that runs it' },
  { what: 'users', reason: 'no call reads passwords: make accounts at the target' },
  { what: 'permissions', reason: 'they name users of the source' },
]

/** The same with numbers, where the source tells them. What it has none of is left out. */
export async function findNotCarriedByDesign(
  source: Source,
  signal: AbortSignal,
): Promise<readonly NotCarriedByDesign[]> {
  const { count } = source
  if (!count) return []
  const found = await Promise.all(
    notCarriedByDesign.map(async (each) => ({ ...each, count: await count.call(source, each.what, signal) })),
  )
  return found.flatMap(({ count: number, ...each }) => {
    if (number === undefined) return [each]
    return number > 0 ? [{ ...each, count: number }] : []
  })
}
