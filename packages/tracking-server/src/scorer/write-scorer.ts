import { isHttpError } from '@mlferry/client'
import {
  type Header,
  type JsonObject,
  MlferryError,
  type OnlineConfig,
  type OpenContext,
  type Ref,
  type ScorerFields,
  type Writer,
  type Written,
} from '@mlferry/core'
import { marksOf } from '../server/experiment-marks.ts'
import { type Ending, experimentOf, MarkedWriter, markedObject } from '../server/marked-writer.ts'
import { ifActive } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { hasOnlineConfigs, onlineConfig, readOnlineConfigs, scorerId } from './read-scorer.ts'
import { registerVersions } from './register-versions.ts'

export async function* writtenScorers(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  const scope = scopes?.[0]
  if (!scope) return
  const experimentId = scope.id
  const newest = async function* () {
    yield await context.client.scorers.list({ experimentId, signal })
  }
  for await (const page of ifActive(newest())) {
    const noted = page.length > 0 ? await marksOf(context).of(experimentId, signal) : new Map()
    yield page.map((scorer) => {
      const id = scorerId(scorer)
      return markedObject(scorer.scorer_name, { target: { kind: 'scorer', id }, mark: noted.get(id) })
    })
  }
}

export async function openScorer(
  object: Header,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields as ScorerFields
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
  ending.keep({ onlineConfig: wanted as unknown as JsonObject })
  const message = `${context.label} does not take its online configuration: ${refused}`
  const hint = 'It is kept in a tag of the experiment there, and comes back from it where a server takes it.'
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
