import { MlferryError, redact } from '@mlferry/core'

/** The address in a tracking URI, without what must not be sent as part of it. Throws ERR_INVALID_TRACKING_URI. */
export function httpBaseUrl(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url === undefined || !isHttpUri(uri)) {
    const hint = 'A tracking URI looks like https://mlflow.example.com or http://host:5000/prefix.'
    throw new MlferryError('ERR_INVALID_TRACKING_URI', `Not a tracking URI: ${redact(uri, 200)}`, { hint })
  }
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  return url
}

export function isHttpUri(uri: string): boolean {
  return /^https?:\/\//i.test(uri)
}
