// Asks the registry for known vulnerabilities of what users install. Fails for a known one of high severity. A registry that answers no
// audits, as mirrors do, is no finding and no all-clear: that is said, and the check goes on.
import { spawnSync } from 'node:child_process'

const { stdout, error } = spawnSync('pnpm', ['audit', '--prod', '--json'], { encoding: 'utf8' })
if (error) throw error
const { metadata, error: refused } = JSON.parse(stdout || '{}') as {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> }
  readonly error?: { readonly code: string; readonly message: string }
}
if (!metadata) {
  process.stderr.write(`Dependencies were NOT audited: ${refused?.message ?? 'the registry did not answer'}\n`)
} else {
  const { high = 0, critical = 0, ...lesser } = metadata.vulnerabilities
  const rest = Object.values(lesser).reduce((sum, count) => sum + count, 0)
  process.stdout.write(`Audited: ${critical} critical, ${high} high, ${rest} lesser vulnerabilities\n`)
  if (high + critical > 0) process.stderr.write('See them with: npx --yes pnpm@10 audit --prod\n')
  process.exitCode = high + critical > 0 ? 1 : 0
}
