import type { WireOnlineConfig, WireScorer } from '@mlferry/client'
import {
  type ObjectMark,
  type OnlineConfig,
  originOfMark,
  type Query,
  type ScorerFields,
  type ScorerHeader,
  scorerFingerprint,
} from '@mlferry/core'
import { pMapIterable } from 'p-map'
import { ofExperiments, tellOfDeleted } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { isAtLeast } from '../server/server-limits.ts'
import { wireTime } from '../server/wire-time.ts'

/** Scorers whose versions are asked for at a time. */
const scorersAtOnce = 8

export async function* listScorers(query: Query, context: ServerContext, signal: AbortSignal) {
  yield* ofExperiments(query, context, (experimentIds) => scorersOf(experimentIds, context, signal))
  const { scopes = [], includeDeleted } = query
  if (includeDeleted && scopes.length > 1) await tellOfDeleted(scopes, context, signal)
}

async function* scorersOf(
  experimentIds: ReadonlySet<string>,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<ScorerHeader[]> {
  const newest = await newestScorers(experimentIds, context, signal)
  if (newest.length === 0) return
  const configs = await readOnlineConfigs(
    newest.map(({ id }) => id),
    context,
    signal,
  )
  const toHeader = async ({ id, experimentId, name, mark }: NewestScorer) => {
    const versions = await context.client.scorers.versions({ experimentId, name, signal })
    return [scorerHeader(versions, { experimentId, config: configs.get(id), mark })]
  }
  yield* pMapIterable(newest, toHeader, { concurrency: scorersAtOnce })
}

export interface NewestScorer {
  readonly id: string
  readonly experimentId: string
  readonly name: string
  readonly mark: ObjectMark | undefined
}

/** The newest version of each scorer of these experiments. */
export async function newestScorers(
  experimentIds: ReadonlySet<string>,
  context: ServerContext,
  signal: AbortSignal,
): Promise<readonly NewestScorer[]> {
  const { scorers } = context.client
  const [only = '', ...others] = experimentIds
  const found =
    others.length === 0
      ? (await scorers.list({ experimentId: only, signal })).map((scorer) => ({ scorer, experimentId: only }))
      : (await scorers.listOfMany({ experimentIds: [...experimentIds], signal }))
          .map((scorer) => ({ scorer, experimentId: String(scorer.experiment_id) }))
          .filter(({ experimentId }) => experimentIds.has(experimentId))
  const marks = await context.memory.marks.ofMany(new Set(found.map(({ experimentId }) => experimentId)), signal)
  return found.map(({ scorer, experimentId }) => {
    const id = scorerId(scorer)
    return { id, experimentId, name: scorer.scorer_name, mark: marks.get(experimentId)?.get(id) }
  })
}

/** By the id of the scorer. */
export async function readOnlineConfigs(
  scorerIds: readonly string[],
  { client, version }: ServerContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, WireOnlineConfig>> {
  if (!hasOnlineConfigs(version)) return new Map()
  const configs: WireOnlineConfig[] = []
  // They stand in the address.
  for (let start = 0; start < scorerIds.length; start += 50) {
    configs.push(...(await client.scorers.onlineConfigs({ scorerIds: scorerIds.slice(start, start + 50), signal })))
  }
  return new Map(configs.map((config) => [config.scorer_id, config]))
}

/** They came with MLflow 3.10. */
export function hasOnlineConfigs(version: string | undefined): boolean {
  return version === undefined || isAtLeast(version, 3, 10)
}

interface Surroundings {
  readonly experimentId: string
  readonly config: WireOnlineConfig | undefined
  readonly mark: ObjectMark | undefined
}

export function scorerHeader(wires: readonly WireScorer[], { experimentId, config, mark }: Surroundings): ScorerHeader {
  const [first] = wires
  const fields: ScorerFields = {
    name: first?.scorer_name ?? '',
    versions: wires.map(({ scorer_version, serialized_scorer, creation_time }) => ({
      version: Number(scorer_version),
      serialized: serialized_scorer,
      creationTime: wireTime(creation_time),
    })),
    onlineConfig: config ? onlineConfig(config) : ((mark?.kept?.onlineConfig as OnlineConfig | undefined) ?? null),
    extra: {},
  }
  return {
    ref: { kind: 'scorer', id: first ? scorerId(first) : '' },
    scope: { kind: 'experiment', id: experimentId },
    fields,
    links: [],
    fingerprint: scorerFingerprint(fields),
    ...originOfMark(mark),
  }
}

export function onlineConfig({ sample_rate, filter_string }: WireOnlineConfig): OnlineConfig {
  return { sampleRate: sample_rate, filter: filter_string ?? null }
}

/** The name stands in for it where a server gives none. */
export function scorerId({ scorer_id, scorer_name }: WireScorer): string {
  return scorer_id || scorer_name
}
