import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** What `mlflow.genai.load_prompt` gives for every version of every prompt, by its address: `prompts:/name/1`, `prompts:/name@alias`. */
export async function loadPrompts(server: ServerAddress): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await runServerScript('load_prompts.py', server, {}))
}
