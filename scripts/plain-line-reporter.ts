import type { Reporter, TestModule } from 'vitest/node'

/** Files that take as long are named, the slowest first. */
const slowSeconds = 10
const mostSlow = 10

/**
 * Names the slowest files, and ends the output with one plain line, `N passed, N failed, N skipped`, that any tool can read. A file that
 * does not load counts as a failure.
 */
export default class PlainLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) counts[countAs(test.result().state)]++
      const failedOutside = module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed')
      if (failedOutside) counts.failed++
    }
    for (const line of slowest(modules)) console.log(line)
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}

/** A test that never ended did not pass. */
function countAs(state: 'passed' | 'failed' | 'skipped' | 'pending'): 'passed' | 'failed' | 'skipped' {
  return state === 'pending' ? 'failed' : state
}

function slowest(modules: readonly TestModule[]): string[] {
  const timed = modules.map((module) => ({ name: module.relativeModuleId, seconds: secondsOf(module) }))
  const slow = timed.filter(({ seconds }) => seconds >= slowSeconds).toSorted((a, b) => b.seconds - a.seconds)
  const lines = slow.slice(0, mostSlow).map(({ name, seconds }) => `${seconds.toFixed(0).padStart(6)} s  ${name}`)
  return lines.length === 0 ? [] : ['\nSlowest files', ...lines]
}

/** Tests, with what they prepare. */
function secondsOf(module: TestModule): number {
  return module.diagnostic().duration / 1000
}
