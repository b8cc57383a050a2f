import type { JsonObject } from '@mlferry/exact-json'
import { isObjectMissing } from '../errors/http-error.ts'
import type { Call } from '../http/call.ts'
import type { WireInteger } from '../wire/wire.ts'
import { onlineConfigShape, scorerShape } from '../wire/wire-shapes.ts'
import { type Caller, type CallOptions, fewFaultRetries } from './caller.ts'

export interface WireScorer extends JsonObject {
  readonly scorer_id?: string
  readonly experiment_id?: WireInteger
  readonly scorer_name: string
  readonly scorer_version: WireInteger
  /** JSON text. */
  readonly serialized_scorer: string
  readonly creation_time?: WireInteger
}

export interface WireOnlineConfig extends JsonObject {
  readonly scorer_id: string
  readonly sample_rate: number
  readonly filter_string?: string | null
}

export interface ScorerName extends CallOptions {
  readonly experimentId: string
  readonly name: string
}

export interface SetOnlineConfig extends ScorerName {
  /** From 0 to 1. More than 0 is refused unless the scorer's model is a gateway endpoint. */
  readonly sampleRate: number
  readonly filter: string | null
}

/** Since MLflow 3.4. Rejects with HttpError, ConnectionError; `register` also with OutcomeUnknownError. */
export interface Scorers {
  /** The newest version of each scorer. Rejects for a deleted experiment. */
  list(options: CallOptions & { readonly experimentId: string }): Promise<readonly WireScorer[]>
  /**
   * The same of several experiments, since MLflow 3.17: those that are deleted are left out. Older servers refuse it, or answer with the
   * scorers of other experiments too. The ids stand in the address: a hundred are short enough for every server.
   */
  listOfMany(options: CallOptions & { readonly experimentIds: readonly string[] }): Promise<readonly WireScorer[]>
  /** In ascending order; none for a name that there is no scorer of. */
  versions(options: ScorerName): Promise<readonly WireScorer[]>
  /** Makes the next version each time. */
  register(options: ScorerName & { readonly serialized: string }): Promise<void>
  /** The number of the newest version is given again when it is deleted. */
  deleteVersion(options: ScorerName & { readonly version: number }): Promise<void>
  /** Since MLflow 3.10; a scorer that has none is left out. */
  onlineConfigs(options: CallOptions & { readonly scorerIds: readonly string[] }): Promise<readonly WireOnlineConfig[]>
  setOnlineConfig(options: SetOnlineConfig): Promise<void>
}

const base = '/api/3.0/mlflow/scorers'

export function createScorers({ request }: Caller): Scorers {
  const newest = async (query: NonNullable<Call['query']>, signal: AbortSignal | undefined) =>
    (
      await request<ScorerList>({
        method: 'GET',
        path: `${base}/list`,
        query,
        answer: list,
        ...fewFaultRetries,
        signal,
      })
    ).scorers ?? []
  return {
    list: ({ experimentId, signal }) => newest({ experiment_id: experimentId }, signal),
    listOfMany: ({ experimentIds, signal }) => newest({ experiment_ids: experimentIds }, signal),
    async versions({ experimentId, name, signal }) {
      const query = { experiment_id: experimentId, name }
      const found = request<ScorerList>({ method: 'GET', path: `${base}/versions`, query, answer: list, signal }).catch(
        none,
      )
      return (await found).scorers ?? []
    },
    async register({ experimentId, name, serialized, signal }) {
      const json = { experiment_id: experimentId, name, serialized_scorer: serialized }
      await request({ method: 'POST', path: `${base}/register`, json, signal })
    },
    async deleteVersion({ experimentId, name, version, signal }) {
      const json = { experiment_id: experimentId, name, version }
      await request({ method: 'DELETE', path: `${base}/delete`, json, signal })
    },
    async onlineConfigs({ scorerIds, signal }) {
      if (scorerIds.length === 0) return []
      const query = { scorer_ids: scorerIds }
      return (
        (await request<ConfigList>({ method: 'GET', path: `${base}/online-configs`, query, answer: configs, signal }))
          .configs ?? []
      )
    },
    async setOnlineConfig({ experimentId, name, sampleRate, filter, signal }) {
      const json = { experiment_id: experimentId, name, sample_rate: sampleRate, filter_string: filter }
      await request({ method: 'PUT', path: `${base}/online-config`, json, signal })
    },
  }
}

const list = { scorers: [scorerShape] } as const
const configs = { configs: [onlineConfigShape] } as const

interface ScorerList {
  readonly scorers?: readonly WireScorer[]
}

interface ConfigList {
  readonly configs?: readonly WireOnlineConfig[]
}

function none(error: unknown): ScorerList {
  if (isObjectMissing(error)) return {}
  throw error
}
