import { Flags } from '@oclif/core'
import { UsageError } from '../errors/usage-error.ts'

/** Milliseconds since 1970 of `YYYY-MM-DD`, `YYYY-MM-DD HH:MM[:SS]` or the same with `T` and `Z`, always UTC. */
export function parseUtcTime(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?)?Z?$/.exec(text.trim())
  if (!match) return undefined
  const [, day, minutes = '00:00', seconds = ':00'] = match
  const time = Date.parse(`${day}T${minutes}${seconds}Z`)
  // Date.parse takes the 31st of every month.
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(`${day}`) ? undefined : time
}

/** A flag for a moment, as milliseconds since 1970. */
export const utcTime = Flags.custom<number>({
  helpValue: '<YYYY-MM-DD[ HH:MM:SS]>',
  async parse(text) {
    const time = parseUtcTime(text)
    if (time !== undefined) return time
    throw new UsageError(`'${text}' is not a time such as 2025-01-31 or '2025-01-31 18:30:00' (UTC)`)
  },
})
