import { chmod, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compareServers, runCommand, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { startSagemakerAccount } from './start-sagemaker-account.ts'

// All that it knows beforehand: a name, a bucket and a role. Everything else it reads from what mlferry prints.
const road = `
set -euo pipefail
mlferry() { '${process.execPath}' '${fileURLToPath(new URL('../bin/run.js', import.meta.url))}' "$@"; }

mlferry sagemaker create-app team-app --artifact-store s3://team-mlflow/artifacts --role arn:aws:iam::123456789012:role/service/mlflow > created.txt
app=$(sed -n 's/^ARN *//p' created.txt)

mlferry sagemaker list > list.txt
old=$(sed -n 's/^tracking server .* //p' list.txt)
grep "^App .* team-app .* Created .* $app$" list.txt

mlferry sagemaker policy --from "$old" --to "$app" > policy.json

MLFLOW_TRACKING_URI=$old mlferry export-all --output-dir out --export-deleted-runs
MLFLOW_TRACKING_URI=$app mlferry import-all --input-dir out
mlferry verify --from "$old" --to "$app" --level bytes --include-deleted
mlferry verify --from out --to "$app" --level bytes --include-deleted

mlferry sagemaker open "$app" --print > url.txt
mlferry sagemaker stop "$old"
`

test('a script goes from no App to a stopped old server with nothing but what the commands print', async () => {
  await using account = await startSagemakerAccount()
  const { old, app, env } = account
  await using dir = await tempDir({ 'road.sh': road })
  await chmod(dir.file('road.sh'), 0o755)

  const printed = await runCommand('bash', ['road.sh'], { cwd: dir.path, env: { ...env, HOME: dir.path } })

  expect(printed.match(/^Equal, at level bytes\.$/gm)).toHaveLength(2)
  expect(printed.trim().split('\n').at(-1)).toBe('team is Stopped.')
  expect((await fetch((await readFile(dir.file('url.txt'), 'utf8')).trim())).status).toBe(200)
  const policy = JSON.parse(await readFile(dir.file('policy.json'), 'utf8'))
  expect(JSON.stringify(policy)).toContain(old.url)
  expect(JSON.stringify(policy)).toContain(app.url)
  expect(old.controlPlane.servers.map(({ description }) => description)).toMatchObject([
    { TrackingServerStatus: 'Stopped' },
    { Status: 'Created', Name: 'team-app', ArtifactStoreUri: app.artifactRoot },
  ])
  // A stopped server answers nobody: look behind its door.
  expect(await compareServers(old.backend, app, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
})
