import type { SampleData } from './fill-sample-data.ts'
import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** Adds prompts that are hard to move: text and chat, gaps, aliases, long and empty values, and experiments that show them. */
export async function fillSamplePrompts(server: ServerAddress): Promise<SampleData> {
  return JSON.parse(await runServerScript('fill_sample_prompts.py', server, {}))
}
