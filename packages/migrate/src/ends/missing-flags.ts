import { UsageError } from '@mlferry/cli-kit'
import type { Road } from '../road/road.ts'

interface EndFlags {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly 'create-app'?: string | undefined
  readonly 'artifact-store'?: string | undefined
  readonly role?: string | undefined
}

/** Where nobody is there to ask. Throws UsageError that names every flag that is missing. */
export function refuseMissing(flags: EndFlags, { from, to, creating }: Pick<Road, 'from' | 'to' | 'creating'>): void {
  const missing: string[] = []
  if ((flags.from ?? from) === undefined) missing.push('--from')
  if ((flags.to ?? to ?? creating) === undefined) {
    if (flags['create-app'] === undefined) missing.push('--to (or --create-app)')
    else
      missing.push(...(['artifact-store', 'role'] as const).filter((name) => !flags[name]).map((name) => `--${name}`))
  }
  if (missing.length > 0) {
    throw new UsageError(
      `Nobody is asked with --yes, and this is missing: ${missing.join(', ')}.`,
      'Give it on the command line.',
    )
  }
}
