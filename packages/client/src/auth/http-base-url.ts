import { MlferryError, redact } from '@mlferry/core'

/** The address in a tracking URI, without what must not be sent as part of it. Throws ERR_INVALID_TRACKING_URI. */
export function httpBaseUrl(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url === undefined || !isHttpUri(uri)) {
    const hint = 'A tracking URI looks like https://mlflow.example.com or http://host:5000/prefix.'
    // Where it cannot be told what is a password, nothing before the host is shown.
    const shown = redact(uri.replace(/^([a-z][a-z0-9+.-]*:\/+)?.*@/is, '$1'), 200)
    throw new MlferryError('ERR_INVALID_TRACKING_URI', `Not a tracking URI: ${shown}`, { hint })
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
