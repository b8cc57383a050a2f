import {
  type CheckedStore,
  type CheckProblem,
  MlferryError,
  redact,
  type SourceContext,
  type StoreProvider,
} from '@mlferry/core'
import { exitCodes } from '../exit-codes.ts'

/** What `mlferry verify --input-dir` returns. Its counts are those of `CheckedStore`. */
export interface CheckResult {
  readonly command: string
  readonly exitCode: number
  readonly directory: string
  readonly bytes: number
  /** Empty: all of it can be read, and what mlferry wrote is what it wrote. */
  readonly problems: readonly (Pick<CheckProblem, 'ref'> & {
    readonly code: string
    readonly message: string
    readonly hint?: string
  })[]
  /** Such as `runs`. */
  readonly [count: string]: unknown
}

/** Reads all of a store and tells what is wrong with it. Throws ERR_STORE_UNSUPPORTED for one that cannot be checked by itself. */
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
  const told = problems.map(({ ref, error: { code, message, hint } }) => {
    return { ref, code, message: redact(message), ...(hint ? { hint } : {}) }
  })
  const exitCode = told.length === 0 ? exitCodes.done : exitCodes.someFailed
  return { command, exitCode, directory, ...counts, problems: told }
}
