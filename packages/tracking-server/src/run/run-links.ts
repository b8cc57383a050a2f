import { type Link, type RunHeader, readPending, runFingerprint } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { holdsModels } from '../server/why-missing.ts'

/**
 * Links that this server can hold, and those that wait on it as tags: a server before 3.0 holds no links to logged models, but keeps
 * them for the way to one that does.
 */
export function splitLinks(
  { resolved, pending }: RelinkLinks,
  server: Pick<ServerContext, 'version' | 'lacks'>,
): RelinkLinks {
  if (holdsModels(server)) return { resolved, pending }
  const waits = ({ to }: Link) => to.kind === 'loggedModel'
  return { resolved: resolved.filter((link) => !waits(link)), pending: [...pending, ...resolved.filter(waits)] }
}

/** A run with the links to logged models that wait on it, where these are kept for it. */
export function withWaitingModels(header: RunHeader, tags: ReadonlyMap<string, string>): RunHeader {
  const waiting = readPending(tags, { modelInputs: 'loggedModel', modelOutputs: 'loggedModel' })
  if (waiting.length === 0) return header
  const links = [...header.links, ...waiting]
  return { ...header, links, fingerprint: runFingerprint(header.fields, links) }
}
