import type { WireOnlineConfig, WireScorer } from '@mlferry/client'
import { type OnlineConfig, type Query, type ScorerFields, type ScorerHeader, scorerFingerprint } from '@mlferry/core'
import { type Mark, marksOf } from '../server/experiment-marks.ts'
import { ofExperiment } from '../server/of-experiment.ts'
import { originOfMark } from '../server/provenance.ts'
import type { ServerContext } from '../server/server-context.ts'
import { isAtLeast } from '../server/server-limits.ts'
import { wireTime } from '../server/wire-time.ts'

export function listScorers(query: Query, context: ServerContext, signal: AbortSignal) {
  return ofExperiment(query, context, (experimentId) => scorersOf(experimentId, context, signal))
}

export async function* scorersOf(
  experimentId: string,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<ScorerHeader[]> {
  const { client } = context
  const newest = await client.scorers.list({ experimentId, signal })
  if (newest.length === 0) return
  const noted = await marksOf(context).of(experimentId, signal)
  const configs = await readOnlineConfigs(newest.map(scorerId), context, signal)
  for (const scorer of newest) {
    const id = scorerId(scorer)
    const versions = await client.scorers.versions({ experimentId, name: scorer.scorer_name, signal })
    yield [scorerHeader(versions, { experimentId, config: configs.get(id), mark: noted.get(id) })]
  }
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
  readonly mark: Mark | undefined
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
