import type { SampleData } from './fill-sample-data.ts'
import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** Adds traces that are hard to move: hard values, spans in tables and files, every state and assessment, links and attachments. */
export async function fillSampleTraces(server: ServerAddress): Promise<SampleData> {
  return JSON.parse(await runServerScript('fill_sample_traces.py', server, {}))
}
