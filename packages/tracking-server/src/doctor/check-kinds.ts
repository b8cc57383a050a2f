import { isHttpError, isRouteMissing } from '@mlferry/client'
import type { Finding } from '@mlferry/core'
import type { ServerConnection } from '../server/server-context.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { isAtLeast } from '../server/server-limits.ts'

const oldestTested = [2, 9] as const

export async function* checkVersion({ version }: ServerConnection): AsyncGenerator<Finding> {
  const check = 'version'
  if (version === undefined) yield { check, status: 'ok', found: 'the server does not say' }
  else if (isAtLeast(version, ...oldestTested)) yield { check, status: 'ok', found: `MLflow ${version}` }
  else {
    const found = `MLflow ${version}: mlferry is tested with ${oldestTested.join('.')} and later`
    yield { check, status: 'warning', found, cure: 'Try with a few runs first, or upgrade the server.' }
  }
}

/** Kinds, and why the server does not hold one: undefined where it does. */
export type Reasons = ReadonlyMap<ServerKind, string | undefined>

/** What the server holds; of one that is to be written, also what it is too old for. */
export async function* checkKinds(
  reasons: Reasons,
  { version }: ServerConnection,
  write: boolean,
): AsyncGenerator<Finding> {
  const names = (held: boolean) => [...reasons].filter(([, reason]) => (reason === undefined) === held)
  const held = names(true).map(([kind]) => pluralOf(kind))
  // Some are a matter of settings or of permissions: whether that matters, only the source tells.
  const lacking = names(false).filter(([kind]) => !write || !isTooOld(kind, version))
  const without = lacking.map(([kind, reason]) => `${pluralOf(kind)} (${reason})`)
  const found = [held.join(', '), ...(without.length > 0 && write ? [`without ${without.join(', ')}`] : [])].join('; ')
  yield { check: 'kinds', status: 'ok', found }
  if (!write) return
  const late = Map.groupBy(
    names(false).filter(([kind]) => isTooOld(kind, version)),
    ([{ since }]) => since?.join('.'),
  )
  for (const [since, kinds] of late)
    yield tooOld(
      `${since}`,
      kinds.map(([kind]) => kind),
      version,
    )
}

function isTooOld({ since }: ServerKind, version: string | undefined): boolean {
  return since !== undefined && version !== undefined && !isAtLeast(version, ...since)
}

function tooOld(since: string, kinds: readonly ServerKind[], version: string | undefined): Finding {
  const lost = kinds.map(
    (kind) => `${pluralOf(kind)} (${kind.kept ? 'kept as files of their experiment' : 'not copied'})`,
  )
  const found = `MLflow ${version} does not hold ${lost.join(', ')}`
  const cure = `They came with MLflow ${since}: upgrade the server, or copy into a newer one.`
  return { check: 'version', status: 'warning', found, cure }
}

function pluralOf({ name }: ServerKind): string {
  return `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}s`
}

/** Routes that reading can do without, but not fast. */
export async function* checkRoutes({ client }: ServerConnection, signal: AbortSignal): AsyncGenerator<Finding> {
  const check = 'routes'
  try {
    await client.metrics.historyBulk({ runIds: ['0'.repeat(32)], key: 'none', maxResults: 1, signal })
  } catch (error) {
    if (!isHttpError(error)) throw error
    if (error.status === 403 || isRouteMissing(error)) {
      const found =
        'metrics/get-history-bulk is refused: histories are read run by run, which takes many more requests.'
      yield { check, status: 'warning', found }
      return
    }
  }
  yield { check, status: 'ok', found: 'metrics of many runs can be read at once' }
}
