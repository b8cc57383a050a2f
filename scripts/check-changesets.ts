// Makes the release plan from the changesets, and fails where a package changed since main without one. On main itself, and in a
// clone that has no other branch, nothing has changed since: then the plan alone is checked.
import { spawnSync } from 'node:child_process'

const isCommit = (ref: string) => spawnSync('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).status === 0
const base = ['main', 'origin/main', 'HEAD'].find(isCommit)
if (base === undefined) {
  process.stderr.write('Changesets were NOT checked: `changeset status` needs the git history.\n')
} else {
  const { status, stdout, stderr, error } = spawnSync('changeset', ['status', `--since=${base}`], { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) process.stderr.write(stdout + stderr)
  process.exitCode = status ?? 1
}
