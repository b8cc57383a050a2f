import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Env, envText } from './env.ts'

export interface Credentials {
  readonly username: string | undefined
  readonly password: string | undefined
}

/** MLFLOW_TRACKING_USERNAME and _PASSWORD, each falling back to `[mlflow]` in ~/.mlflow/credentials of this end's HOME. */
export async function readCredentials(env: Env): Promise<Credentials> {
  const username = envText(env, 'MLFLOW_TRACKING_USERNAME')
  const password = envText(env, 'MLFLOW_TRACKING_PASSWORD')
  if (username !== undefined && password !== undefined) return { username, password }
  const saved = await readSection(env)
  return {
    username: username ?? saved.get('mlflow_tracking_username'),
    password: password ?? saved.get('mlflow_tracking_password'),
  }
}

async function readSection(env: Env): Promise<ReadonlyMap<string, string>> {
  const home = envText(env, 'HOME') ?? envText(env, 'USERPROFILE')
  const found = new Map<string, string>()
  if (home === undefined) return found
  // No such file is the normal case; one that cannot be read gives no credentials, as with MLflow.
  const text = await readFile(join(home, '.mlflow', 'credentials'), 'utf8').catch(() => '')
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[([^\]]+)\]/.exec(line) ?? []
    if (name !== undefined) section = name
    // As Python's configparser: no inline comments, so a password may hold ; and #, and %% is a percent sign.
    const [, key, value] = /^\s*([^\s#;=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (section === 'mlflow' && key !== undefined && value) found.set(key.toLowerCase(), value.replaceAll('%%', '%'))
  }
  return found
}
