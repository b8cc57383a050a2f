import { isHttpError } from '@mlferry/client'
import {
  type Header,
  MlferryError,
  type OnlineConfig,
  type OpenContext,
  type Ref,
  type ScorerFields,
  type Writer,
  type Written,
} from '@mlferry/core'
import { type Ending, experimentOf, MarkedWriter, markedObject } from '../server/marked-writer.ts'
import { idsOf, ifActive } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { hasOnlineConfigs, newestScorers, onlineConfig, readOnlineConfigs, scorerId } from './read-scorer.ts'
import { registerVersions } from './register-versions.ts'

export async function* writtenScorers(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  const experimentIds = idsOf(scopes ?? [])
  const newest = async function* () {
    yield await newestScorers(experimentIds, context, signal)
  }
  for await (const page of experimentIds.size > 1 ? newest() : ifActive(newest())) {
    yield page.map(({ id, experimentId: scope, name, mark }) =>
      markedObject(name, { target: { kind: 'scorer', id }, scope, mark }),
    )
  }
}

export async function openScorer(
  object: Header<ScorerFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const experimentId = experimentOf(object, opening)
  const { there, changed } = await registerVersions(fields, { experimentId, context, signal })
  const [first] = there
  if (!first) throw new MlferryError('ERR_SCORER_EMPTY', `The scorer '${fields.name}' has no version.`)
  const ref = { kind: 'scorer', id: scorerId(first) }
  const complete = (ending: Ending) => setOnlineConfig(fields, { id: ref.id, experimentId, ending, context, signal })
  return new MarkedWriter({ object, opening, context, signal, ref, created: changed, complete })
}

interface Configuring {
  /** Of the scorer at the target. */
  readonly id: string
  readonly experimentId: string
  readonly ending: Ending
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** What the target refuses stays in the mark. */
async function setOnlineConfig(
  { name, onlineConfig: wanted }: ScorerFields,
  { id, experimentId, ending, context, signal }: Configuring,
): Promise<void> {
  if (!wanted) return
  const had = (await readOnlineConfigs([id], context, signal)).get(id)
  if (had && isSame(onlineConfig(had), wanted)) return
  const refused = await trySetting({ experimentId, name, ...wanted }, context, signal)
  if (refused === undefined) return ending.changed()
  ending.keep({ onlineConfig: wanted })
  const message = `${context.label} refuses its online configuration: ${refused}`
  const hint = 'It is kept in a tag of the experiment there, for a later copy to a server that takes it.'
  ending.lost(new MlferryError('ERR_ONLINE_CONFIG_REFUSED', message, { hint }))
}

/** Resolves to the reason where the target refuses it. */
async function trySetting(
  config: OnlineConfig & { readonly experimentId: string; readonly name: string },
  { client, version }: ServerContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!hasOnlineConfigs(version)) return `MLflow ${version} has none, they came with 3.10`
  try {
    await client.scorers.setOnlineConfig({ ...config, signal })
    return undefined
  } catch (error) {
    if (isHttpError(error) && error.status === 400) return error.message
    throw error
  }
}

function isSame(a: OnlineConfig, b: OnlineConfig): boolean {
  return a.sampleRate === b.sampleRate && a.filter === b.filter
}
