/**
 * Takes pictures of what MLflow's web page shows of a server: an experiment, a run with charts, a trace, a model, a prompt, datasets. Objects are
 * chosen by name and time, so those of a server and its copy show the same. Needs `chromium`.
 *
 *     node --conditions=@mlferry/source scripts/screenshot-pages.ts <server url> <name of an experiment> <folder>
 */
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const [server = '', name = '', folder = ''] = process.argv.slice(2)
if (!folder) throw new Error('Usage: screenshot-pages.ts <server url> <name of an experiment> <folder>')
await mkdir(folder, { recursive: true })
for (const [page, path] of Object.entries(await pagesOf(name))) await takePicture(path, resolve(folder, `${page}.png`))

async function pagesOf(experimentName: string): Promise<Record<string, string>> {
  const { experiment } = await ask('experiments/get-by-name', { query: { experiment_name: experimentName } })
  const id = experiment.experiment_id
  const { runs = [] } = await ask('runs/search', { body: { experiment_ids: [id], order_by: ['start_time ASC'] } })
  const withMetrics = runs.find(({ data }) => data.metrics?.length) ?? runs[0]
  const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } }]
  const { traces = [] } = await ask('traces/search', { version: '3.0', body: { locations, max_results: 500 } })
  const assessed = traces.filter(({ assessments }) => assessments?.length)
  const [trace] = (assessed.length > 0 ? assessed : traces).map((each) => each.trace_id).sort()
  const first = async (filter: string) => {
    const { registered_models = [] } = await ask('registered-models/search', { query: { filter, max_results: '100' } })
    // One with aliases shows most.
    const withAliases = registered_models.filter(({ aliases = [] }) => aliases.length > 0)
    return (withAliases.length > 0 ? withAliases : registered_models).map((model) => model.name).sort()[0]
  }
  const model = await first('')
  const prompt = await first("tags.`mlflow.prompt.is_prompt` = 'true'")
  return {
    experiment: `/experiments/${id}/runs`,
    ...(withMetrics && { run: `/experiments/${id}/runs/${withMetrics.info.run_id}/model-metrics` }),
    ...(trace && { trace: `/experiments/${id}/traces?selectedEvaluationId=${trace}` }),
    ...(model && { model: `/models/${encodeURIComponent(model)}` }),
    ...(prompt && { prompt: `/experiments/${id}/prompts/${encodeURIComponent(prompt)}` }),
    datasets: `/experiments/${id}/datasets`,
  }
}

interface Question {
  readonly version?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Of all that is asked for. */
interface Answer {
  readonly experiment: { readonly experiment_id: string }
  readonly runs?: readonly {
    readonly info: { readonly run_id: string }
    readonly data: { readonly metrics?: unknown[] }
  }[]
  readonly traces?: readonly { readonly trace_id: string; readonly assessments?: unknown[] }[]
  readonly registered_models?: readonly { readonly name: string; readonly aliases?: unknown[] }[]
}

async function ask(route: string, { version = '2.0', query, body }: Question): Promise<Answer> {
  const url = `${server}/api/${version}/mlflow/${route}${query ? `?${new URLSearchParams(query)}` : ''}`
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {})
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Answer
}

async function takePicture(path: string, file: string): Promise<void> {
  const flags = ['--headless', '--no-sandbox', '--hide-scrollbars', '--window-size=1600,1200']
  const wait = ['--virtual-time-budget=30000', '--timeout=60000']
  const profile = `--user-data-dir=${join(folder, '.chromium')}`
  await promisify(execFile)('chromium', [...flags, ...wait, profile, `--screenshot=${file}`, `${server}/#${path}`])
  console.log(file)
}
