import type { ArtifactProvider } from '../artifact-provider.ts'
import { proxyRoot } from './proxy-root.ts'

const served = '/api/2.0/mlflow-artifacts/artifacts'

/** `mlflow-artifacts:` URIs, and http(s) addresses of the same route: files that the tracking server itself passes through. */
export const proxyArtifacts: ArtifactProvider = {
  name: 'proxy',
  handles: (uri) => uri.startsWith('mlflow-artifacts:') || (/^https?:/.test(uri) && uri.includes(served)),
  open: async (uri, { client, runId }) =>
    proxyRoot({ uri, path: servedPath(uri), client, ...(runId ? { runId } : {}) }),
  async look(uri, { client }, signal) {
    const entries = await client.artifactProxy.list(servedPath(uri), { signal })
    return entries.length > 0 ? 'filled' : 'missing'
  },
}

/** The path below the server's artifact destination: `mlflow-artifacts:/a`, `mlflow-artifacts://host:80/a` and `https://…/artifacts/a` give `a`. */
export function servedPath(uri: string): string {
  const path = uri.startsWith('mlflow-artifacts:')
    ? uri.slice('mlflow-artifacts:'.length).replace(/^\/\/[^/]*/, '')
    : decodeURIComponent(new URL(uri).pathname.split(served)[1] ?? '')
  return path.replace(/^\/+|\/+$/g, '')
}
