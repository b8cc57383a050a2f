import type { MlflowClient } from '@mlferry/client'
import type { ServerContext } from '../server/server-context.ts'
import { experimentOfLease } from './lease-tag.ts'

/** Asks for the permission without a trace: a tag without a key is refused with 400 to those who may write one. */
export async function probeLease(client: MlflowClient, signal: AbortSignal): Promise<void> {
  const path = '/api/2.0/mlflow/experiments/set-experiment-tag'
  await client.request({ method: 'POST', path, json: { experiment_id: experimentOfLease }, signal })
}

/**
 * What it means for a job that it is forbidden to write the lease, and what helps: MLflow with permissions for each experiment gives a
 * plain user none to write the default one.
 */
export function withoutLease(error: Error, { label }: Pick<ServerContext, 'label'>): { found: string; cure: string } {
  const found = `No lease on ${label}, so nothing keeps two jobs from creating the same objects: ${error.message}`
  const cure = `Let one job at a time write there, or have the permission to edit the default experiment (${experimentOfLease}) granted.`
  return { found, cure }
}
