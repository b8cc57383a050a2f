import type { ServerContext } from './server-context.ts'

/** Where runs, logged models and files are, for the kinds of the registry: a server of its own holds none of them. */
export function trackingOf(context: ServerContext): ServerContext {
  return context.tracking ?? context
}
