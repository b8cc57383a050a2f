import { isOutcomeUnknown, type WireScorer } from '@mlferry/client'
import { MlferryError, type ScorerFields, type ScorerVersion } from '@mlferry/core'
import { refuseGap } from '../model-version/create-numbered.ts'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'

interface Registering {
  readonly experimentId: string
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Holds a number that the source has no version of, until the next version has its own. */
const placeholder = '{"name": "mlferry.placeholder"}'

/**
 * Registers the versions that the target does not have yet, in order: each call makes the next number. Resolves to all that are there
 * then. Throws ERR_SCORER_VERSION_TAKEN before it writes when a number is another scorer's.
 */
export async function registerVersions(
  { name, versions }: ScorerFields,
  { experimentId, context, signal }: Registering,
): Promise<{ readonly there: readonly WireScorer[]; readonly changed: boolean }> {
  const { scorers } = context.client
  const list = () => scorers.versions({ experimentId, name, signal })
  let there = await list()
  refuseTaken(there, { name, versions, label: context.label })
  let changed = false
  const last = versions.at(-1)?.version ?? 0
  refuseGap(last - Math.max(versions.length, numberAfter(there) - 1), `the version ${last} of the scorer '${name}'`)
  for (let next = numberAfter(there); next <= last; next = numberAfter(there)) {
    const serialized = versions.find(({ version }) => version === next)?.serialized ?? placeholder
    await scorers.register({ experimentId, name, serialized, signal }).catch((error: unknown) => {
      // The answer was lost: the list tells whether it was made.
      if (!isOutcomeUnknown(error)) throw error
    })
    changed = true
    there = await list()
  }
  // Also those that a job left which was killed.
  for (const { scorer_version, serialized_scorer } of there) {
    if (serialized_scorer !== placeholder) continue
    await scorers.deleteVersion({ experimentId, name, version: Number(scorer_version), signal }).catch(ifMissing)
    changed = true
  }
  return { there: there.filter(({ serialized_scorer }) => serialized_scorer !== placeholder), changed }
}

function numberAfter(there: readonly WireScorer[]): number {
  return Number(there.at(-1)?.scorer_version ?? 0) + 1
}

interface Taking {
  readonly name: string
  readonly versions: readonly ScorerVersion[]
  readonly label: string
}

function refuseTaken(there: readonly WireScorer[], { name, versions, label }: Taking): void {
  const texts = new Map(
    there.map(({ scorer_version, serialized_scorer }) => [Number(scorer_version), serialized_scorer]),
  )
  const highest = numberAfter(there) - 1
  const taken = versions.find(({ version, serialized }) => version <= highest && texts.get(version) !== serialized)
  if (!taken) return
  const hint = 'Rename or delete the scorer there, or copy the experiment under another name.'
  const message = `${label} has another version ${taken.version} of the scorer '${name}', or deleted it.`
  throw new MlferryError('ERR_SCORER_VERSION_TAKEN', message, { hint })
}
