import type { Call } from './call.ts'

// `*` is one segment of the path below /api/<version>/mlflow/.
const reading = table(`
  POST   runs/search  experiments/search  logged-models/search  traces/search  datasets/search  issues/search
  POST   registered-models/search  registered-models/get-latest-versions  traces/batchGet  traces/batchGetInfos
`)

// Calls that do the same when they are done twice. Whatever is not here makes something new each time, or nobody has checked it.
const repeatable = table(`
  POST   experiments/update  experiments/delete  experiments/restore
  POST   experiments/set-experiment-tag  experiments/delete-experiment-tag
  POST   runs/update  runs/delete  runs/restore  runs/set-tag  runs/delete-tag
  POST   runs/log-batch  runs/log-metric  runs/log-parameter  runs/log-inputs
  PATCH  registered-models/update  model-versions/update
  POST   registered-models/set-tag  registered-models/alias  model-versions/set-tag  model-versions/transition-stage
  DELETE registered-models/delete  registered-models/delete-tag  registered-models/alias
  DELETE model-versions/delete  model-versions/delete-tag
  PATCH  logged-models/*  logged-models/*/tags
  POST   logged-models/*/params
  DELETE logged-models/*  logged-models/*/tags/*
  POST   traces  traces/link-to-run  traces/link-prompts  traces/delete-traces
  PATCH  traces/*  traces/*/tags
  DELETE traces/*/tags  traces/*/assessments/*
  POST   datasets/*/records  datasets/*/add-experiments
  PATCH  datasets/*/tags
  DELETE datasets/*  datasets/*/tags/*
  DELETE scorers/delete
  PUT    scorers/online-config
`)

/** Whether a call may be sent again when nobody knows if it was done. Reads always may. */
export function isRepeatable({ method, path, repeatable: given }: Call): boolean {
  if (given !== undefined) return given
  if (isRead({ method, path })) return true
  // A whole file at its place: the second one replaces the first.
  if (path.includes('/mlflow-artifacts/artifacts/')) return method === 'PUT' || method === 'DELETE'
  return isIn(repeatable, { method, path })
}

/** Whether a call certainly changes nothing. */
export function isRead({ method, path }: Pick<Call, 'method' | 'path'>): boolean {
  return method === 'GET' || method === 'HEAD' || isIn(reading, { method, path })
}

function isIn(routes: readonly RegExp[], { method, path }: Pick<Call, 'method' | 'path'>): boolean {
  const [, route] = /\/(?:ajax-)?api\/\d\.\d\/mlflow\/(.*)$/.exec(path) ?? []
  return route !== undefined && routes.some((each) => each.test(`${method} ${route}`))
}

function table(text: string): readonly RegExp[] {
  return text.split('\n').flatMap((line) => {
    const [method, ...routes] = line.trim().split(/\s+/)
    return routes.map((route) => new RegExp(`^${method} ${route.replaceAll('*', '[^/]+')}$`))
  })
}
