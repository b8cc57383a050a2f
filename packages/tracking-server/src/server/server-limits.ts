/** Longest texts in code points, from each version's mlflow/utils/validation.py. Longer ones are cut without a word, or refused. */
export interface ServerLimits {
  readonly key: number
  /** Characters that a param, metric or tag key must not hold. */
  readonly keyRefuses: RegExp
  readonly param: number
  readonly runTag: number
  readonly experimentTag: number
  /** Of registered models and their versions. */
  readonly registryTag: number
}

/** Limits by version; of a server that does not tell its version, those of the newest. */
export function limitsOf(version: string | undefined): ServerLimits {
  const at = (major: number, minor: number) => version === undefined || isAtLeast(version, major, minor)
  return {
    key: 250,
    keyRefuses: at(2, 16) ? /[^/\p{L}\p{N}_.\- :]/u : /[^/\p{L}\p{N}_.\- ]/u,
    param: at(2, 8) ? 6000 : 500,
    runTag: at(2, 17) ? 8000 : 5000,
    experimentTag: at(3, 16) ? 20_000 : 5000,
    registryTag: at(3, 0) ? 100_000 : 5000,
  }
}

/** Whether a version, such as `3.10.1`, is this one or a later one. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [have = 0, haveMinor = 0] = version.split('.').map(Number)
  return have > major || (have === major && haveMinor >= minor)
}
