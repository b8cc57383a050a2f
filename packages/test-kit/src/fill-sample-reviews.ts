import type { SampleData } from './fill-sample-data.ts'
import type { ServerAddress } from './mlflow-server.ts'
import { secret } from './secret.ts'
import { runServerScript } from './server-script.ts'

/**
 * Adds scorers with gaps, issues of one name, label schemas, review queues with items, and webhooks (of a server that may send to
 * private addresses: `MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS`). Needs MLflow 3.4; what the version does not hold is left out.
 */
export async function fillSampleReviews(server: ServerAddress): Promise<SampleData> {
  return JSON.parse(await runServerScript('fill_sample_reviews.py', server, { webhookSecret: secret('of webhooks') }))
}
