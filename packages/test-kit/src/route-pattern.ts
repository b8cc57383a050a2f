/** A path with what differs from object to object folded away, for counting: `/api/2.0/mlflow/traces/:id/tags`. */
export function routePattern(pathWithQuery: string): string {
  const path = pathWithQuery.replace(/[?#].*$/s, '')
  const artifacts = /^(.*\/mlflow-artifacts\/(?:artifacts|presigned|mpu\/[a-z]+))\/./s.exec(path)
  if (artifacts) return `${artifacts[1]}/*`
  return path
    .split('/')
    .map((part) => (isId(part) ? ':id' : part))
    .join('/')
}

/** True for a request that may change something: some searches and lookups are POSTs too. */
export function isWrite(method: string, pathWithQuery: string): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  const reads = /\/(search|search-datasets|batchGet|batchGetInfos|graphql|presigned-download-url)$/
  return !(method === 'POST' && reads.test(routePattern(pathWithQuery)))
}

function isId(part: string): boolean {
  // 12, 0f…, m-0f…, tr-0f…, d-0f…, and ids with dashes inside.
  return /^(\d+|([a-z]{1,3}-)?[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(part)
}
