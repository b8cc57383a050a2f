/** Longest texts in code points, from each version's mlflow/utils/validation.py. Longer ones are cut silently, or refused. */
export interface ServerLimits {
  readonly key: number
  /** Characters that a param, metric or tag key must not hold. */
  readonly keyRefuses: RegExp
  readonly param: number
  readonly runTag: number
  readonly experimentTag: number
  readonly modelTag: number
  readonly versionTag: number
  /** Limits of the database, for text that MLflow does not check. */
  readonly columns: ColumnLimits
  /** Whether text may hold NUL (U+0000). SQLite and MySQL keep it, PostgreSQL refuses it. */
  readonly nul: boolean
}

/** Longest text of each database column. */
export interface ColumnLimits {
  readonly runName: number
  readonly userId: number
  /** Of registered models and versions. */
  readonly description: number
  readonly runLink: number
  readonly modelType: number
  /** Tags and metadata of traces. */
  readonly traceTag: number
  /** Name and number of a prompt version, `name/3`, to which traces are linked. */
  readonly promptLink: number
}

const anyLength = Number.POSITIVE_INFINITY
const unlimitedColumns: ColumnLimits = {
  runName: anyLength,
  userId: anyLength,
  description: anyLength,
  runLink: anyLength,
  modelType: anyLength,
  traceTag: anyLength,
  promptLink: anyLength,
}
/** From each `mlflow/store/…/dbmodels/models.py`. SQLite holds more than it declares; PostgreSQL refuses. */
const postgresColumns: ColumnLimits = {
  runName: 250,
  userId: 256,
  description: 5000,
  runLink: 500,
  modelType: 500,
  traceTag: 8000,
  promptLink: 36,
}

/** Limits by version; of a server that does not tell its version, those of the newest. */
export function limitsOf(version: string | undefined): ServerLimits {
  const at = (major: number, minor: number) => version === undefined || isAtLeast(version, major, minor)
  return {
    key: 250,
    keyRefuses: at(2, 16) ? refusing(/[^/\p{L}\p{N}_.\- :]/u) : refusing(/[^/\p{L}\p{N}_.\- ]/u),
    param: at(2, 8) ? 6000 : 500,
    runTag: at(2, 17) ? 8000 : 5000,
    experimentTag: at(3, 16) ? 20_000 : 5000,
    modelTag: at(3, 0) ? 100_000 : 5000,
    versionTag: at(3, 0) ? 100_000 : 5000,
    columns: unlimitedColumns,
    nul: true,
  }
}

/**
 * Matches these characters, and those with which a key is not the shortest form of a path: a slash at either end or after another slash,
 * `.` or `..` between slashes, `..` at the beginning. File stores have a file for each key, so all servers refuse such keys.
 */
function refusing(characters: RegExp): RegExp {
  const inPaths = [/(?<![^/])\//, /\/$/, /(?<![^/])\.(?=\.?(?![^/]))/, /^\.(?=\.)/]
  return new RegExp([characters, ...inPaths].map(({ source }) => source).join('|'), 'u')
}

/** The limits of a server that is known to use PostgreSQL. A value that MLflow accepts may still be too long for its column. */
export function onPostgres(limits: ServerLimits): ServerLimits {
  return { ...limits, modelTag: Math.min(limits.modelTag, 5000), columns: postgresColumns, nul: false }
}

/** Whether a version, such as `3.10.1`, is this one or a later one. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [have = 0, haveMinor = 0] = version.split('.').map(Number)
  return have > major || (have === major && haveMinor >= minor)
}
