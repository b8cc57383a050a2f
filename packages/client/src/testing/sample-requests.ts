import type { AuthSession, OutgoingRequest } from '../auth/auth-provider.ts'

/** Requests of every shape that a client signs. */
export function sampleRequests(baseUrl: URL): OutgoingRequest[] {
  const url = (path: string) => new URL(baseUrl.href.replace(/\/+$/, '') + path)
  const headers = { 'user-agent': 'mlferry', 'accept-encoding': 'gzip' }
  const bytes = new TextEncoder().encode('{"run_id":"é"}')
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  return [
    { method: 'GET', url: url('/api/2.0/mlflow/runs/get?run_id=a%20b%2Bc'), headers, body: { type: 'none' } },
    { method: 'POST', url: url('/api/2.0/mlflow/runs/update'), headers, body: { type: 'bytes', bytes } },
    {
      method: 'PUT',
      url: url('/api/2.0/mlflow-artifacts/artifacts/a%20b/%C3%A9'),
      headers,
      body: { type: 'stream', size: 3, sha256 },
    },
  ]
}

export function signAll(session: AuthSession): Promise<Readonly<Record<string, string>>[]> {
  return Promise.all(sampleRequests(session.baseUrl).map((request) => session.sign(request)))
}
