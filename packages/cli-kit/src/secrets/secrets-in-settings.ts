/** A variable that holds a secret, by its name: of MLflow, of AWS, or of a plugin. One that names a file or a folder holds none. */
export const secretName =
  /(?:TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIALS?|ACCESS_KEY|API_KEY|ENCRYPTION_KEY)(?!.*_(?:FILE|PATH|DIR|URI|URL)$)/
const ownNames = /^(?:MLFLOW|MLFERRY|AWS)_/

/** User and password of an address, with a scheme or without. The password may hold anything, `@` and slashes included. */
const userInfo = /^(?:--?[\w-]+=)?(?:[a-z][a-z0-9+.-]*:\/+([^\s/@:]+):(.+)|([^\s/@:]+):(?!\/)(.+))@/is

export interface Settings {
  /** As it was typed: any word may be an address. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Every secret that somebody gave to a command: tokens, passwords and keys, in variables and in addresses, of both ends. */
export function secretsInSettings({ argv, env }: Settings): string[] {
  const named = Object.entries(env).flatMap(([name, value = '']) => {
    return ownNames.test(name) && secretName.test(name) ? [value] : []
  })
  return [...named, ...[...argv, ...Object.values(env)].flatMap(passwordOf)]
}

function passwordOf(text = ''): string[] {
  const [, , afterScheme, user = '', bare] = userInfo.exec(text) ?? []
  const password = afterScheme ?? bare
  // A port, or a path of Windows.
  if (password === undefined || /^\d+\//.test(password) || user.length === 1) return []
  return [password, decoded(password)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The names that both ends are signed in with. */
export function userNamesInSettings({ env }: Pick<Settings, 'env'>): string[] {
  return Object.entries(env).flatMap(([name, value = '']) =>
    /^(?:MLFLOW|MLFERRY)_.*USERNAME$/.test(name) ? [value] : [],
  )
}
