import type { NewApp } from '../ends/new-app.ts'

/** Where a migration is. */
export type Step = 'ends' | 'plan' | 'copy' | 'catch-up' | 'verify' | 'done'

/** What one start of the command leaves for the next: the answers, and how far it came. Holds no secret. */
export interface Road {
  /** ISO 8601, UTC. Names its file. */
  readonly startedAt: string
  readonly step: Step
  /** Addresses. */
  readonly from?: string
  readonly to?: string
  /** An App that was, or was about to be, asked for. */
  readonly creating?: NewApp
  /** The flags that say what is copied and how: with others it is another migration. */
  readonly options: Readonly<Record<string, string | boolean>>
  /** The answer for names that the target has from elsewhere. */
  readonly onConflict?: readonly string[]
  /** What will not survive was accepted. */
  readonly acceptsLosses?: boolean
  /** When the plan was agreed to; ISO 8601, UTC. */
  readonly agreedAt?: string
}

/** What the command line says of it. */
export interface Wanted {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly appName: string | undefined
  readonly region: string | undefined
  readonly options: Road['options']
}

/** Whether a migration is the one that the command line means; what it leaves open may be anything. */
export function isMeant({ from, to, creating, options }: Road, wanted: Wanted): boolean {
  return (
    (wanted.from === undefined || wanted.from === from) &&
    (wanted.to === undefined || wanted.to === to) &&
    (wanted.appName === undefined || wanted.appName === creating?.name) &&
    (wanted.region === undefined || creating === undefined || wanted.region === creating.region) &&
    JSON.stringify(options) === JSON.stringify(wanted.options)
  )
}

/** Both ends are on the command line: it means exactly one migration. */
export function isExact({ from, to, appName }: Wanted): boolean {
  return from !== undefined && (to ?? appName) !== undefined
}

const steps: Readonly<Record<Step, string>> = {
  ends: 'the ends are not settled yet',
  plan: 'the plan is not agreed yet',
  copy: 'copying',
  'catch-up': 'catching up with what changed meanwhile',
  verify: 'verifying',
  done: 'done, and verified',
}

/** Such as `http://old:5000 to http://new:5000, begun at 2026-01-01T00:00:00.000Z: verifying`. */
export function roadLine({ from = '?', to, creating, startedAt, step }: Road): string {
  const target = to ?? (creating ? `a new App, ${creating.name}` : '?')
  return `${from} to ${target}, begun at ${startedAt}: ${steps[step]}`
}
