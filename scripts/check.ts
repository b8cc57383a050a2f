// Checks everything, also after a step that failed. Ends with one plain line, `N passed, N failed, N skipped`: the tests of all steps,
// where each other step that fails counts as one failure.
import { runSteps } from './run-steps.ts'

const steps = [
  { name: 'build', command: ['pnpm', '--silent', 'build'] },
  { name: 'types', command: ['pnpm', '--silent', 'typecheck'] },
  { name: 'lint, format and import circles', command: ['pnpm', '--silent', 'lint'] },
  { name: 'packages', command: ['pnpm', '--silent', 'lint:packages'] },
  { name: 'changesets', command: ['pnpm', '--silent', 'lint:changesets'] },
  { name: 'known vulnerabilities', command: ['pnpm', '--silent', 'audit:dependencies'] },
  // As the README says.
  { name: 'tests', command: ['npx', '--yes', 'pnpm@10', 'test'] },
  { name: 'packed command', command: ['pnpm', '--silent', 'test:packed'] },
]

const totals = { passed: 0, failed: 0, skipped: 0 }
const ends: string[] = []
for await (const { name, seconds, passed, failed, skipped } of runSteps(steps)) {
  totals.passed += passed
  totals.failed += failed
  totals.skipped += skipped
  ends.push(`${failed === 0 ? 'ok    ' : 'FAILED'}  ${name}, ${seconds} s`)
}
console.log(`\n${ends.join('\n')}\n\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exitCode = totals.failed === 0 ? 0 : 1
