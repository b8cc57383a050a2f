/** What the service refuses although the request is signed as it should be. Default: nothing. */
export interface SagemakerSwitches {
  /** Requests below `/ajax-api/`, which browsers send. */
  readonly ajaxApi?: 403 | 404
  /** Spans by OTLP, `/v1/traces`. */
  readonly otlp?: 403 | 404
  /** Registered models with `_` in their name, as automatic model registration does. */
  readonly underscores?: boolean
  /** The server is stopped: every request that is signed right is answered 503. */
  readonly stopped?: boolean
  readonly routes?: readonly RefusedRoute[]
}

export interface RefusedRoute {
  readonly method?: string
  /** Found anywhere in the path, unless it is anchored. */
  readonly path: RegExp
  readonly status: 403 | 404
}

/** The routes of a tracking server that no IAM action names. */
export const routesWithoutAction: readonly RefusedRoute[] = [
  { path: /\/api\/3\.0\/mlflow\/(workspaces|scorers|datasets|label-schemas|review-queues|issues)/, status: 403 },
  { path: /\/api\/3\.0\/mlflow\/traces\/[^/]+\/assessments/, status: 403 },
  { path: /\/api\/2\.0\/mlflow\/(webhooks|gateway|gateway-proxy|artifacts\/presigned-)/, status: 403 },
  { path: /\/(v1\/traces|prompt-optimization)/, status: 403 },
]

/** All at once. */
export const allSwitches: SagemakerSwitches = {
  ajaxApi: 403,
  otlp: 404,
  underscores: true,
  routes: routesWithoutAction,
}

export interface Refusal {
  readonly status: number
  readonly message: string
  /** The name of the error, for the header or the field that carries it. */
  readonly type?: string
}

interface SignedRoute {
  readonly method: string
  readonly path: string
  readonly body: Uint8Array
}

export function refusalOfRoute(
  { method, path, body }: SignedRoute,
  { ajaxApi, otlp, underscores, stopped, routes = [] }: SagemakerSwitches,
): Refusal | undefined {
  if (stopped) return { status: 503, message: 'Service Unavailable', type: 'ServiceUnavailable' }
  const refused = [
    ...(ajaxApi ? [{ path: /^\/ajax-api\//, status: ajaxApi }] : []),
    ...(otlp ? [{ path: /^\/v1\/traces/, status: otlp }] : []),
    ...routes,
  ].find((route: RefusedRoute) => (route.method ?? method) === method && new RegExp(route.path).test(path))
  if (refused?.status === 404) return { status: 404, message: '404 Not Found' }
  if (refused) return { status: 403, message: 'Request is not authorized', type: 'AccessDeniedException' }
  if (!underscores || !/\/registered-models\/(create|rename)$/.test(path)) return undefined
  const { name, new_name = name } = JSON.parse(new TextDecoder().decode(body))
  if (!String(new_name).includes('_')) return undefined
  return { status: 400, message: `Invalid model package group name: '${new_name}'`, type: 'INVALID_PARAMETER_VALUE' }
}
