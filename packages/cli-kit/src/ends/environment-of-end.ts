export type End = 'FROM' | 'TO'

type Environment = Readonly<Record<string, string | undefined>>

const prefixes: Readonly<Record<End, string>> = { FROM: 'MLFERRY_FROM_', TO: 'MLFERRY_TO_' }

/** Variables that say together who somebody is in AWS: an end that is given one of its own gets none of the shared ones. */
const awsIdentity =
  /^AWS_(PROFILE|DEFAULT_PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)$/

/** The variables as one end sees them: `MLFERRY_FROM_X` stands in for X at the end FROM, and the other end's never show. */
export function environmentOfEnd(end: End, env: Environment): Environment {
  const entries = Object.entries(env)
  const shared = entries.filter(([name]) => !Object.values(prefixes).some((prefix) => name.startsWith(prefix)))
  const own = entries
    .filter(([name]) => name.startsWith(prefixes[end]))
    .map(([name, value]) => [name.slice(prefixes[end].length), value] as const)
  const replaced = own.some(([name]) => awsIdentity.test(name))
  const kept = shared.filter(([name]) => !replaced || !awsIdentity.test(name))
  return Object.fromEntries([...kept, ...own])
}
