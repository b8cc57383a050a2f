import type { Caller, CallOptions } from './caller.ts'

export interface Server {
  /** Such as `3.10.1`. */
  version(options?: CallOptions): Promise<string>
  /** True when it says that it is well; throws what any call throws when it does not answer at all. */
  health(options?: CallOptions): Promise<boolean>
}

export function createServer({ requestText }: Caller): Server {
  return {
    version: async ({ signal } = {}) => (await requestText({ method: 'GET', path: '/version', signal })).trim(),
    health: async ({ signal } = {}) => (await requestText({ method: 'GET', path: '/health', signal })).trim() === 'OK',
  }
}
