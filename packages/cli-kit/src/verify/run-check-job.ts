import {
  type CheckedStore,
  type CheckProblem,
  MlferryError,
  redact,
  type SourceContext,
  type StoreProvider,
} from '@mlferry/core'
import { exitCodes } from '../exit-codes.ts'

/** What `mlferry verify --input-dir` returns, with each of the counts in `CheckedStore` as a member. */
export interface CheckResult {
  readonly command: string
  readonly exitCode: number
  readonly directory: string
  readonly bytes: number
  /** Empty: everything can be read, and what mlferry wrote has not changed since. */
  readonly problems: readonly (Pick<CheckProblem, 'ref'> & {
    readonly code: string
    readonly message: string
    readonly hint?: string
  })[]
  /** The counts: `runs`, `points`, `files`. */
  readonly [count: string]: unknown
}

/** Reads everything in a store and lists what is damaged. Throws ERR_STORE_UNSUPPORTED for a kind of store without `check`. */
export async function runCheckJob(
  store: StoreProvider,
  directory: string,
  { command, context }: { readonly command: string; readonly context: SourceContext },
): Promise<CheckResult> {
  if (!store.check) {
    throw new MlferryError(
      'ERR_STORE_UNSUPPORTED',
      `${redact(directory)} cannot be checked by itself: ${store.name}.`,
      {
        hint: 'Compare it with another store: give --from and --to.',
      },
    )
  }
  const { problems, counts }: CheckedStore = await store.check(directory, context)
  const redacted = problems.map(({ ref, error: { code, message, hint } }) => {
    return { ref, code, message: redact(message), ...(hint ? { hint } : {}) }
  })
  const exitCode = redacted.length === 0 ? exitCodes.done : exitCodes.someFailed
  return { command, exitCode, directory, ...counts, problems: redacted }
}
