import { isMlferryError, MlferryError, markFatal, redact } from '@mlferry/core'
import { type JsonValue, parseJson } from '@mlferry/exact-json'
import { HttpError } from './http-error.ts'

export interface RefusedAnswer {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly contentType: string
  readonly text: string
}

/** The error that an answer outside 2xx stands for. */
export function answerError(answer: RefusedAnswer): HttpError {
  const { method, status } = answer
  const url = redact(answer.url, 300)
  const { mlflowCode, said } = readAnswer(answer)
  const [code, hint] = codeOf(status, mlflowCode)
  const what = [status, mlflowCode].filter((each) => each !== undefined).join(' ')
  const message = `${method} ${url} answered ${what}${said === '' ? '' : `: ${redact(said, 500)}`}`
  const error = new HttpError(code, message, { hint, status, mlflowCode, method, url })
  return status === 401 ? markFatal(error) : error
}

/** A web page where the API should be. */
export function notAnApi(answer: Omit<RefusedAnswer, 'text'>): MlferryError {
  const message = `${answer.method} ${redact(answer.url)} answered with a web page`
  const hint =
    'Is the path of the tracking URI right (a prefix such as /mlflow)? A login page or proxy in front of the server looks like this too.'
  return markFatal(new MlferryError('ERR_NOT_AN_MLFLOW_API', message, { hint }))
}

export function invalidAnswer(answer: { readonly method: string; readonly url: string }, cause: Error): MlferryError {
  const message = `${answer.method} ${redact(answer.url)} answered with something else than MLflow's JSON: ${cause.message}`
  return new MlferryError('ERR_INVALID_ANSWER', message, { cause })
}

/** JSON, but not what the call is to answer. Shows how it begins. */
export function misshapenAnswer(
  answer: { readonly method: string; readonly url: string },
  problem: string,
  text: string,
): MlferryError {
  const begins = redact(text.slice(0, 200), 200)
  const message = `${answer.method} ${redact(answer.url, 300)} answered with something else than MLflow does: ${problem}. It begins with ${begins}`
  return new MlferryError('ERR_INVALID_ANSWER', message, { hint: 'Look for a proxy that changes answers.' })
}

/** Beyond what the client takes: see HttpLimits. */
export function tooLargeAnswer(answer: { readonly method: string; readonly url: string }, most: number): MlferryError {
  const message = `${answer.method} ${redact(answer.url, 300)} answered with over ${most} bytes`
  const hint = 'If the server is right to send that much, and memory allows, raise MLFERRY_LARGEST_ANSWER_MB.'
  return new MlferryError('ERR_ANSWER_TOO_LARGE', message, { hint })
}

function codeOf(status: number, mlflowCode: string | undefined): [string, string | undefined] {
  if (status === 401)
    return ['ERR_UNAUTHORIZED', 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.']
  if (status === 403)
    return ['ERR_FORBIDDEN', 'The server knows who asks and refuses: its administrator can grant the permission.']
  if (status === 429) return ['ERR_RATE_LIMITED', 'Try again later, or with a lower concurrency.']
  if (status >= 300 && status < 400) return ['ERR_REDIRECTED', 'Use the final address as the tracking URI.']
  if (status >= 500) return ['ERR_SERVER_FAILED', undefined]
  if (mlflowCode !== undefined) return [status === 404 ? 'ERR_NOT_FOUND' : 'ERR_REQUEST_REFUSED', undefined]
  if (status === 404 || status === 405) {
    return [
      'ERR_ROUTE_MISSING',
      "The server's MLflow version does not have this, or the path of the tracking URI is wrong.",
    ]
  }
  return ['ERR_REQUEST_REFUSED', undefined]
}

function readAnswer({ contentType, text }: RefusedAnswer): { mlflowCode: string | undefined; said: string } {
  if (contentType.includes('html')) return { mlflowCode: undefined, said: '' }
  const body = tryParse(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { mlflowCode: undefined, said: text.trim() }
  const { error_code, message, Message, detail } = body as Record<string, JsonValue>
  const said = [message, Message, detail].find((each) => typeof each === 'string') ?? ''
  return { mlflowCode: typeof error_code === 'string' ? redact(error_code, 100) : undefined, said: String(said) }
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    if (!isMlferryError(error)) throw error
    return undefined
  }
}
