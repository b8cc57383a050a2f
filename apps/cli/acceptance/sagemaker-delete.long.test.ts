import {
  postToServer,
  type SagemakerStandIn,
  startAppStandIn,
  startTrackingServerStandIn,
  tempDir,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

test('an old server is deleted only with the proof that its copy is whole, and younger than its last write', async () => {
  await using dir = await tempDir()
  await using source = await startTrackingServerStandIn()
  await logRun(source, 'churn')
  await using app = await startAppStandIn({ moto: source.moto })
  const env = { ...ofEnd('FROM', source.env), ...ofEnd('TO', app.env) }
  const mlferry = (...argv: string[]) => runMlferry(argv, { cwd: dir.path, env })
  const ends = ['--from', source.url, '--to', app.url]
  const verify = ['verify', ...ends, '--report', 'proof.json']
  const deletion = [
    'sagemaker',
    'delete',
    source.url,
    '--proof',
    'proof.json',
    '--to',
    app.url,
    '--confirm',
    'team-server',
    '--no-wait',
  ]
  const refused = async (message: RegExp) => {
    const { stderr, exitCode } = await mlferry(...deletion)
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(message)])
    expect(stderr).toContain('ERR_NO_PROOF')
  }

  expect(await mlferry('copy', 'all', ...ends)).toMatchObject({ exitCode: 0 })
  await refused(/cannot be read/)
  expect(await mlferry(...verify)).toMatchObject({ exitCode: 0 })
  await refused(/not bytes/)
  expect(await mlferry(...verify, '--level', 'bytes', '--experiments', 'churn')).toMatchObject({ exitCode: 0 })
  await refused(/a part: experiments/)
  expect(await mlferry(...verify, '--level', 'bytes')).toMatchObject({ exitCode: 0 })
  source.describe({ TrackingServerStatus: 'Stopped', IsActive: 'Inactive' })
  await refused(/start arn:/)
  source.describe({ TrackingServerStatus: 'Started', IsActive: 'Active' })
  await logRun(source, 'late')
  await refused(/was written at .*, after the report/)

  expect(await mlferry('copy', 'all', ...ends)).toMatchObject({ exitCode: 0 })
  expect(await mlferry(...verify, '--level', 'bytes')).toMatchObject({ exitCode: 0 })
  const deleted = await mlferry(...deletion)
  expect(deleted, deleted.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is being deleted') })
  expect(source.controlPlane.calls.at(-1)).toMatchObject({ operation: 'DeleteMlflowTrackingServer', error: undefined })
})

async function logRun({ backend: { url } }: SagemakerStandIn, experiment: string): Promise<void> {
  const { experiment_id } = await postToServer<{ experiment_id: string }>(url, 'experiments/create', {
    name: experiment,
  })
  const start_time = Date.now()
  const { run } = await postToServer<Created>(url, 'runs/create', { experiment_id, start_time })
  await postToServer(url, 'runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: start_time + 1 })
}

interface Created {
  readonly run: { readonly info: { readonly run_id: string } }
}

function ofEnd(end: 'FROM' | 'TO', env: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [`MLFERRY_${end}_${name}`, value]))
}
