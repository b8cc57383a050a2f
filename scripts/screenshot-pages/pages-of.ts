/** A page of MLflow's web page. */
export interface WebPage {
  readonly name: string
  readonly path: string
  /** What to click on, where it is there. */
  readonly click?: string
  /** Its objects say when they were made, which no call sets. */
  readonly ownTimes?: boolean
}

/** Pages that show most of what a server holds. Objects are chosen by name and time, so that a server and its copy show the same ones. */
export async function pagesOf(server: string, experimentName: string): Promise<readonly WebPage[]> {
  const ask = askerOf(server)
  const { experiment } = await ask('experiments/get-by-name', { query: { experiment_name: experimentName } })
  const id = experiment.experiment_id
  const { runs = [] } = await ask('runs/search', { body: { experiment_ids: [id], order_by: ['start_time ASC'] } })
  const run = runs.find(({ data }) => data.metrics?.length) ?? runs[0]
  const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } }]
  const { traces = [] } = await ask('traces/search', { version: '3.0', body: { locations, max_results: 500 } })
  const [trace] = most(traces, ({ assessments = [] }) => assessments.length, 'trace_id')
  const first = async (filter: string) => {
    const { registered_models = [] } = await ask('registered-models/search', { query: { filter, max_results: '100' } })
    return most(registered_models, ({ aliases = [] }) => aliases.length, 'name')[0]
  }
  const model = await first('')
  const version = model?.aliases?.[0]?.version
  const prompt = await first("tags.`mlflow.prompt.is_prompt` = 'true'")
  const { datasets = [] } = await ask('datasets/search', { version: '3.0', body: { experiment_ids: [id] } })
  const [dataset] = most(datasets, () => 0, 'name')
  const [here, ownTimes] = [`/experiments/${id}`, true]
  const modelPath = model && `/models/${encodeURIComponent(model.name)}`
  const tracePath = trace && `${here}/traces?selectedEvaluationId=${trace.trace_id}`
  const datasetPath = dataset && `${here}/datasets?selectedDatasetId=${dataset.dataset_id}`
  return [
    { name: 'experiment', path: `${here}/runs` },
    ...(run ? [{ name: 'run', path: `${here}/runs/${run.info.run_id}` }] : []),
    ...(run ? [{ name: 'run-charts', path: `${here}/runs/${run.info.run_id}/model-metrics` }] : []),
    { name: 'traces', path: `${here}/traces` },
    ...(tracePath ? [{ name: 'trace', path: tracePath }] : []),
    ...(tracePath ? [{ name: 'trace-attributes', path: tracePath, click: 'Attributes' }] : []),
    ...(tracePath ? [{ name: 'trace-assessments', path: tracePath, click: 'Assess' }] : []),
    ...(modelPath ? [{ name: 'model', path: modelPath, ownTimes }] : []),
    ...(modelPath && version ? [{ name: 'version', path: `${modelPath}/versions/${version}`, ownTimes }] : []),
    ...(prompt ? [{ name: 'prompt', path: `${here}/prompts/${encodeURIComponent(prompt.name)}`, ownTimes }] : []),
    { name: 'datasets', path: `${here}/datasets`, ownTimes },
    ...(datasetPath ? [{ name: 'dataset', path: datasetPath, ownTimes }] : []),
    // Its inputs are JSON.
    ...(datasetPath ? [{ name: 'dataset-record', path: datasetPath, click: '{', ownTimes }] : []),
  ]
}

/** Those with most of something first, and those by their ids. */
function most<T>(all: readonly T[], count: (each: T) => number, id: keyof T): readonly T[] {
  return all.toSorted((a, b) => count(b) - count(a) || (String(a[id]) < String(b[id]) ? -1 : 1))
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
    readonly data: { readonly metrics?: readonly unknown[] }
  }[]
  readonly traces?: readonly { readonly trace_id: string; readonly assessments?: readonly unknown[] }[]
  readonly registered_models?: readonly {
    readonly name: string
    readonly aliases?: readonly { readonly version: string }[]
  }[]
  readonly datasets?: readonly { readonly dataset_id: string; readonly name: string }[]
}

function askerOf(server: string): (route: string, question: Question) => Promise<Answer> {
  return async (route, { version = '2.0', query, body }) => {
    const url = `${server}/api/${version}/mlflow/${route}${query ? `?${new URLSearchParams(query)}` : ''}`
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {})
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
}
