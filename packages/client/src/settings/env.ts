import { MlferryError } from '@mlferry/core'

/** The environment of one end. Only this is read, never `process.env`: two ends with two identities live in one process. */
export type Env = Readonly<Record<string, string | undefined>>

/** An empty value counts as not set. */
export function envText(env: Env, name: string): string | undefined {
  return env[name] || undefined
}

/** As MLflow reads booleans: true, false, 1, 0 in any case. Throws ERR_INVALID_SETTING for anything else. */
export function envBoolean(env: Env, name: string, otherwise: boolean): boolean {
  const text = envText(env, name)?.toLowerCase()
  if (text === undefined) return otherwise
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new MlferryError('ERR_INVALID_SETTING', `${name} must be true, false, 1 or 0.`)
}

export interface EnvRange {
  readonly otherwise: number
  readonly min?: number
  readonly max: number
}

/** A number within the range; `min` is 0 by default. Throws ERR_INVALID_SETTING for anything else. */
export function envNumber(env: Env, name: string, { otherwise, min = 0, max }: EnvRange): number {
  const text = envText(env, name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (text.trim() !== '' && value >= min && value <= max) return value
  throw new MlferryError('ERR_INVALID_SETTING', `${name} must be a number from ${min} to ${max}.`)
}
