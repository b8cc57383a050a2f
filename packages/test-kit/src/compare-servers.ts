import { compareDumps, type Difference } from './compare-dumps.ts'
import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import { type DumpOptions, dumpServer } from './dump-server.ts'
import type { ServerAddress } from './mlflow-server.ts'

export interface CompareOptions extends DumpOptions, CompareDumpsOptions {}

/**
 * All differences between a server and its copy; empty when they are equal. Each is read by the MLflow client of its own
 * version, so nothing of what is tested is used to judge it.
 */
export async function compareServers(
  left: ServerAddress,
  right: ServerAddress,
  options: CompareOptions = {},
): Promise<readonly Difference[]> {
  const { experiments, renamed = {} } = options
  const names = experiments && { experiments: experiments.map((name) => renamed[name] ?? name) }
  const [ours, theirs] = await Promise.all([dumpServer(left, options), dumpServer(right, { ...options, ...names })])
  return compareDumps(ours, theirs, options)
}
