import { MlferryError, type MlferryErrorOptions, markFatal, redact } from '@mlferry/core'
import { TimeoutError } from 'got'
import type { SlowestRate } from '../http/steady-bytes.ts'

/** No answer, or only part of one. `sent` false: certainly not done; true: nobody knows. `passing`: may be better next time. */
export class ConnectionError extends MlferryError {
  override readonly name = 'ConnectionError'
  readonly sent: boolean
  readonly passing: boolean

  constructor(code: string, message: string, options: MlferryErrorOptions & { sent: boolean; passing: boolean }) {
    super(code, message, options)
    this.sent = options.sent
    this.passing = options.passing
  }
}

const unreachable = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/
const badTls = /CERT|SELF_SIGNED|UNABLE_TO_|^EPROTO$|^ERR_(TLS|SSL|OSSL)/
const beforeSending = new Set(['lookup', 'connect', 'secureConnect'])

/** What went wrong below HTTP, as one of ours. */
export function connectionError(
  cause: unknown,
  where: { readonly method: string; readonly url: string },
): MlferryError {
  // A time-out of ours, on its way through got.
  for (const each of [cause, (cause as Error).cause]) if (each instanceof ConnectionError) return each
  const { code = '', message } = cause as { code?: string; message: string }
  const host = URL.parse(where.url)?.host ?? where.url
  const text = redact(message, 300)
  if (unreachable.test(code)) return unreachableError(host, text, cause)
  if (badTls.test(code)) {
    const hint =
      'Name the CA in MLFLOW_TRACKING_SERVER_CERT_PATH, or check that the address is https and the proxy lets it through.'
    const options = { hint, cause, sent: false, passing: false }
    return markFatal(new ConnectionError('ERR_TLS', `No secure connection to ${host}: ${text}`, options))
  }
  if (cause instanceof TimeoutError && beforeSending.has(cause.event)) return unreachableError(host, text, cause)
  const options = { cause, sent: true, passing: true }
  if (cause instanceof TimeoutError || code === 'ETIMEDOUT') {
    const hint = 'MLFLOW_HTTP_REQUEST_TIMEOUT sets how many seconds to wait.'
    return new ConnectionError('ERR_TIMEOUT', `${where.method} ${where.url}: ${text}`, { ...options, hint })
  }
  return new ConnectionError('ERR_CONNECTION_CUT', `${where.method} ${where.url} was cut: ${text}`, options)
}

/** No byte came or went for `timeout` milliseconds. */
export function idleError(timeout: number, where: { readonly method: string; readonly url: string }): ConnectionError {
  const hint = 'MLFLOW_HTTP_REQUEST_TIMEOUT sets how many seconds to wait.'
  const message = `${where.method} ${where.url}: no byte for ${timeout / 1000} s`
  return new ConnectionError('ERR_TIMEOUT', message, { hint, sent: true, passing: true })
}

/** The body of an answer came, but next to nothing of it. */
export function slowError(
  { bytes, milliseconds }: SlowestRate,
  where: { readonly method: string; readonly url: string },
): ConnectionError {
  const message = `${where.method} ${where.url}: fewer than ${bytes} bytes in ${milliseconds / 1000} s of waiting for them`
  const hint = 'Check the server and the proxies in front of it. The same command goes on.'
  return new ConnectionError('ERR_ANSWER_TOO_SLOW', message, { hint, sent: true, passing: true })
}

function unreachableError(host: string, text: string, cause: unknown): ConnectionError {
  const hint = 'Check the tracking URI (MLFLOW_TRACKING_URI), the network, and HTTPS_PROXY or NO_PROXY.'
  const options = { hint, cause, sent: false, passing: true }
  return markFatal(new ConnectionError('ERR_SERVER_UNREACHABLE', `Cannot reach ${host}: ${text}`, options))
}
