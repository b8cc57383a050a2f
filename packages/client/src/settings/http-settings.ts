import { type Env, type EnvRange, envBoolean, envNumber, envText } from './env.ts'

/** How requests of one end are sent. Times are milliseconds. */
export interface HttpSettings {
  readonly maxRetries: number
  readonly backoffFactor: number
  readonly backoffJitter: number
  /** Time to connect, to the first byte of an answer, and between two bytes; never the time of a whole transfer. */
  readonly timeout: number
  /** The most that one answer may have, inflated. */
  readonly answerBytes: number
  /** A server that answers no call for so long is given up, however many attempts are left. */
  readonly patience: number
  readonly respectRetryAfter: boolean
  readonly followRedirects: boolean
  readonly workspace: string | undefined
}

/** Defaults and limits are those of MLflow's own client. Throws ERR_INVALID_SETTING. */
export function readHttpSettings(env: Env): HttpSettings {
  const seconds = (name: string, range: EnvRange) => envNumber(env, name, range) * 1000
  return {
    maxRetries: Math.floor(envNumber(env, 'MLFLOW_HTTP_REQUEST_MAX_RETRIES', { otherwise: 7, max: 100 })),
    backoffFactor: seconds('MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR', { otherwise: 2, max: 120 }),
    backoffJitter: seconds('MLFLOW_HTTP_REQUEST_BACKOFF_JITTER', { otherwise: 1, max: 120 }),
    timeout: seconds('MLFLOW_HTTP_REQUEST_TIMEOUT', { otherwise: 120, min: 0.05, max: 86_400 }),
    answerBytes: envNumber(env, 'MLFERRY_LARGEST_ANSWER_MB', { otherwise: 256, min: 1, max: 500 }) * 2 ** 20,
    patience: seconds('MLFERRY_PATIENCE', { otherwise: 180, max: 86_400 }),
    respectRetryAfter: envBoolean(env, 'MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER', true),
    followRedirects: envBoolean(env, 'MLFLOW_ALLOW_HTTP_REDIRECTS', true),
    workspace: envText(env, 'MLFLOW_WORKSPACE'),
  }
}
