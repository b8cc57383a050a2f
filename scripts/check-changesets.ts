// Makes the release plan of all changesets, and fails where packages changed since main without any. A clone without main can check only
// the second, one without history neither; that all changesets can be read and name our packages is a unit test.
import { spawnSync } from 'node:child_process'

const isCommit = (ref: string) => spawnSync('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).status === 0
const base = ['main', 'origin/main'].find(isCommit)
if (base === undefined) {
  process.stderr.write('Changesets were NOT checked: `changeset status` needs the history of main.\n')
} else {
  // Given a commit, it takes only the changesets since then, and without one it asks for none of this branch.
  if (base === 'main') checkStatus()
  checkStatus(`--since=${base}`)
}

function checkStatus(...since: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync('changeset', ['status', ...since], { encoding: 'utf8' })
  if (error) throw error
  if (status === 0) return
  process.stderr.write(stdout + stderr)
  process.exitCode = 1
}
