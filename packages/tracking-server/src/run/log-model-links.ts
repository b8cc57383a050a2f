import { isHttpError } from '@mlferry/client'
import type { Link } from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import type { ServerContext } from '../server/server-context.ts'
import { runHeader } from './run-header.ts'

interface LinkedRun {
  readonly runId: string
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Logs the models that a run read and made, those that it does not have yet. `links` by the ids of this server. */
export async function logModelLinks(links: readonly Link[], linked: LinkedRun): Promise<void> {
  const models = links.filter(({ to }) => to.kind === 'loggedModel')
  if (models.length === 0) return
  // Nothing to find when an answer is lost: each attempt looks at what the run has, and logs what is missing.
  await createOnce(
    () => logMissing(models, linked),
    async () => undefined,
  )
}

async function logMissing(models: readonly Link[], { runId, context, signal }: LinkedRun): Promise<void> {
  const { runs } = context.client
  const there = await linksOf({ runId, context, signal })
  const missing = models.filter(({ field, to }) => !there.includes(`${field} ${to.id}`))
  const inputs = missing.filter(({ field }) => field === 'modelInputs').map(({ to }) => ({ model_id: to.id }))
  const outputs = missing
    .filter(({ field }) => field === 'modelOutputs')
    .map(({ to, data }) => ({ model_id: to.id, step: data?.step ?? 0 }))
  if (inputs.length > 0) await runs.logInputs({ runId, models: inputs, signal })
  if (outputs.length > 0) await runs.logOutputs({ runId, models: outputs, signal }).catch(ignoreLoggedTwice)
}

/** None of a run that this job made: it was made without. */
async function linksOf({ runId, context, signal }: LinkedRun): Promise<readonly string[]> {
  if (context.memory.freshRuns.delete(runId)) return []
  const run = await context.client.runs.get({ runId, signal })
  return runHeader(run).links.map(({ field, to }) => `${field} ${to.id}`)
}

/** After a lost answer the second call finds the outputs there, and the server refuses them by a unique constraint. */
function ignoreLoggedTwice(error: unknown): void {
  if (!isHttpError(error) || !/unique|duplicate key/i.test(error.message)) throw error
}
