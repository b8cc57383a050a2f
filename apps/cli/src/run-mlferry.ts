import { fileURLToPath } from 'node:url'
import { type NodeResult, type RunNodeOptions, runNode } from './run-node.ts'

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))

/** Runs the built command line. */
export function runMlferry(argv: readonly string[], options: RunNodeOptions): Promise<NodeResult> {
  return runNode([bin, ...argv], options)
}
