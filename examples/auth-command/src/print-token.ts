import { exec } from 'node:child_process'
import { promisify } from 'node:util'
import { MlferryError } from '@mlferry/core'

const run = promisify(exec)

export interface PrintTokenOptions {
  /** All that the command sees. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** What a shell command prints, without the space around it. */
export async function printToken(command: string, { env, signal }: PrintTokenOptions): Promise<string> {
  try {
    const { stdout } = await run(command, { env, signal, timeout: 60_000 })
    // What comes into a header is one line of plain characters.
    if (/^[\x21-\x7e]+$/.test(stdout.trim())) return stdout.trim()
  } catch (cause) {
    signal.throwIfAborted()
    // Its message repeats the command line and all that it printed, which may hold secrets.
    throw noToken(`ended with ${(cause as { code?: unknown }).code ?? 'an error'}`)
  }
  throw noToken('printed no token')
}

function noToken(what: string): MlferryError {
  return new MlferryError('ERR_NO_CREDENTIALS', `The command in MLFLOW_TOKEN_COMMAND ${what}.`, {
    hint: 'Run it in a shell: it must print a token and nothing else.',
  })
}
