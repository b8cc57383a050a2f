export type End = 'FROM' | 'TO'

type Environment = Readonly<Record<string, string | undefined>>

const prefixes: Readonly<Record<End, string>> = { FROM: 'MLFERRY_FROM_', TO: 'MLFERRY_TO_' }

/** The variables as one end sees them: `MLFERRY_FROM_X` stands in for X at the end FROM, and the other end's never show. */
export function environmentOfEnd(end: End, env: Environment): Environment {
  const entries = Object.entries(env)
  const shared = entries.filter(([name]) => !Object.values(prefixes).some((prefix) => name.startsWith(prefix)))
  const own = entries
    .filter(([name]) => name.startsWith(prefixes[end]))
    .map(([name, value]) => [name.slice(prefixes[end].length), value] as const)
  return Object.fromEntries([...shared, ...own])
}
