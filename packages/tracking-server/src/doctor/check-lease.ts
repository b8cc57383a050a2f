import type { Finding } from '@mlferry/core'
import { probeLease, withoutLease } from '../lease/lease-permission.ts'
import { isForbidden } from '../server/is-forbidden.ts'
import type { ServerConnection } from '../server/server-context.ts'

/** A warning where the user may not take a lease: jobs go on without one. */
export async function* checkLease(context: ServerConnection, signal: AbortSignal): AsyncGenerator<Finding> {
  try {
    await probeLease(context.client, signal)
  } catch (error) {
    if (isForbidden(error)) yield { check: 'lease', status: 'warning', ...withoutLease(error, context) }
  }
}
