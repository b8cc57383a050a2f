import type { CopyResult } from '@mlferry/cli-kit'
import { runMlferry } from './run-mlferry.ts'
import type { RunNodeOptions } from './run-node.ts'

/** Runs a command that copies, with `--json`. Throws what it said on screen when it ended without a report. */
export async function runJob(argv: readonly string[], options: RunNodeOptions): Promise<CopyResult> {
  const { stdout, stderr } = await runMlferry([...argv, '--json'], options)
  const result = stdout && JSON.parse(stdout)
  if (!result.kinds) throw new Error(`${stderr}\n${stdout}`)
  return result
}
