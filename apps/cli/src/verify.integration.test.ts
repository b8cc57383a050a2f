import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fillManyRuns, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

test('verify finds a server and its export equal, and names the file, point and run that are not', async () => {
  await using dir = await tempDir()
  await using server = await startMlflowServer()
  await fillManyRuns(server, { experiment: 'churn', runs: 3, metrics: 2, points: 5, artifactsPerRun: 1 })
  const options = { cwd: dir.path, env: { XDG_STATE_HOME: dir.file('state') } }
  const mlferry = (...argv: string[]) => runMlferry(argv, options)
  await mlferry('export', 'all', '--from', server.url, '--output-dir', 'out')

  const equal = await mlferry('verify', '--from', server.url, '--to', 'out', '--level', 'bytes')
  expect(equal, equal.stdout + equal.stderr).toMatchObject({ exitCode: 0 })
  expect(equal.stdout).toContain('Equal, at level bytes.')
  expect(await mlferry('verify', '--input-dir', 'out')).toMatchObject({ exitCode: 0 })

  const [artifact = ''] = (await readdir(dir.file('out'), { recursive: true })).filter((path) => isArtifact(path))
  await flipOneBit(dir.file('out', artifact))
  const alone = await mlferry('verify', '--input-dir', 'out')
  expect(alone).toMatchObject({ exitCode: 3 })
  expect(alone.stdout).toContain(artifact.slice(artifact.lastIndexOf('/') + 1))

  const compared = await mlferry('verify', '--from', server.url, '--to', 'out', '--level', 'bytes', '--json')
  expect(compared).toMatchObject({ exitCode: 3 })
  const { differences, kinds } = JSON.parse(compared.stdout)
  expect(kinds.run).toMatchObject({ equal: 2, unreadable: 1 })
  expect(differences).toMatchObject([{ problem: 'unreadable', field: `artifacts.${artifact.split('/artifacts/')[1]}` }])
})

test('a verify of one end, or of nothing, is wrong usage', async () => {
  await using dir = await tempDir()
  const options = { cwd: dir.path }
  expect(await runMlferry(['verify', '--from', 'out'], options)).toMatchObject({ exitCode: 2 })
  expect(await runMlferry(['verify', '--from', 'out', '--to', 'out'], options)).toMatchObject({ exitCode: 1 })
})

function isArtifact(path: string): boolean {
  return /\/artifacts\/.*\.\w+$/.test(path)
}

async function flipOneBit(path: string): Promise<void> {
  const bytes = await readFile(join(path))
  bytes[0] = (bytes[0] ?? 0) ^ 1
  await writeFile(path, bytes)
}
