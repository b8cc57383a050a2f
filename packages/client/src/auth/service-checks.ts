import type { Finding } from '@mlferry/core'

/** What a provider knows of its service beyond signing in: asked for a diagnosis, and before a job writes. */
export interface ServiceChecks {
  /** The AWS region of the server: its artifacts must lie in the same one. */
  readonly region?: string
  /**
   * Who asks, where that was found, and what the service says of the server: `credentials`, `status`. It only reads. What is wrong is
   * a finding: it rejects only when `signal` aborts. `failed` means that no call to the server can succeed.
   */
  diagnose(signal: AbortSignal): Promise<readonly Finding[]>
  /** Those names that the service would refuse to a registered model. Asked once, before a job creates any. By default none. */
  refusedModelNames?(names: readonly string[], signal: AbortSignal): Promise<readonly RefusedName[]>
}

export interface RefusedName {
  readonly name: string
  /** One that the service takes, unlike all others. */
  readonly instead: string
}

/** For a session that knows who it is without asking anybody. `who` holds no secret. */
export function knownAs(who: string): ServiceChecks {
  return { diagnose: async () => [{ check: 'credentials', status: 'ok', found: who }] }
}
