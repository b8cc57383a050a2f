import type { Header, Lease, OpenContext, RunFields } from '@mlferry/core'
import { expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'
import type { ServerJob } from '../server-job.ts'
import type { TrackingServerOptions } from '../tracking-server-options.ts'
import { type ScriptedTarget, scriptedTarget } from './scripted-target.ts'

const { signal } = new AbortController()
const lifetime = 1200
const scope = { kind: 'experiment', id: '1' }

test('a job that stood still while another one took over stops before its next write', async () => {
  await using server = await scriptedTarget()
  await using target = await open(server)
  const lease = await taken(target)
  standStill()
  server.lease = other()

  await expect(openRun(target, 'a')).rejects.toMatchObject({
    code: 'ERR_LEASE_LOST',
    message: expect.stringContaining('process 1 on elsewhere'),
  })
  await lease.release()

  expect(server.asked).not.toContain('runs/create')
  expect(server.lease).toBe(other())
})

test('one that stood still and was not replaced takes its lease again, and goes on', async () => {
  await using server = await scriptedTarget()
  await using target = await open(server)
  const lease = await taken(target)
  const before = JSON.parse(server.lease)
  standStill()

  await openRun(target, 'a')

  const now = JSON.parse(server.lease)
  expect([now.job, now.until > before.until, server.runs.length]).toEqual([before.job, true, 1])
  await lease.release()
  expect(server.lease).toBe(JSON.stringify({ last: before.job }))
})

test('a lease that another job has is not renewed', async () => {
  await using server = await scriptedTarget()
  await using target = await open(server)
  const lease = await taken(target)
  server.lease = other()

  await expect
    .poll(() =>
      openRun(target, 'a').then(
        () => 'made',
        ({ code }) => code,
      ),
    )
    .toBe('ERR_LEASE_LOST')

  await lease.release()
  expect(server.lease).toBe(other())
})

test.each(['default', 'team'])(
  'what a call made late goes, where the other job has its own (%s)',
  async (workspace) => {
    await using server = await scriptedTarget()
    const notes: string[] = []
    await using target = await open(server, { onWarning: (note) => notes.push(note), workspace })
    const lease = await taken(target)
    server.at.set('runs/create', () => {
      standStill()
      server.lease = other()
      server.runs.push({ id: 'of the other', workspace, tags: new Map([['mlferry.source.id', 'a']]) })
      return false
    })
    const writer = await openRun(target, 'a')

    await expect(writer.seal('1')).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
    await lease.release()

    expect(server.runs.map(({ id }) => id)).toEqual(['of the other'])
    expect(notes).toEqual([expect.stringContaining('it was removed')])
  },
)

test('what a call made late stays, where the other job may have taken it up', async () => {
  await using server = await scriptedTarget()
  await using target = await open(server)
  const lease = await taken(target)
  server.at.set('runs/create', () => {
    standStill()
    server.lease = other()
    return false
  })
  const writer = await openRun(target, 'a')

  await expect(writer.seal('1')).rejects.toMatchObject({ code: 'ERR_LEASE_LOST' })
  await lease.release()

  expect(server.runs).toHaveLength(1)
})

test('a job after one that never ended removes what that one makes late', async () => {
  await using server = await scriptedTarget()
  server.lease = JSON.stringify({ job: 'left', host: 'elsewhere', pid: 1, until: Date.now() - 1000 })
  await using target = await open(server)
  const lease = await taken(target)
  await openRun(target, 'a')
  server.runs.push({ id: 'late', workspace: 'default', tags: new Map([['mlferry.source.id', 'a']]) })

  await target.complete(signal)
  await lease.release()

  expect(server.runs.map(({ id }) => id)).toEqual(['made 0'])
})

test('a job that is stopped frees its lease', async () => {
  await using server = await scriptedTarget()
  const stop = new AbortController()
  await using target = await open(server, { signal: stop.signal })
  const lease = await taken(target)
  stop.abort()

  await lease.release()

  expect(JSON.parse(server.lease)).toEqual({ last: expect.any(String) })
})

test('a job that is stopped while it takes its lease frees it', async () => {
  await using server = await scriptedTarget()
  const stop = new AbortController()
  await using target = await open(server, { signal: stop.signal })
  const lease = await target.lease(stop.signal)
  server.at.set('experiments/set-experiment-tag', () => {
    server.at.clear()
    setTimeout(() => stop.abort(), 50)
    return false
  })

  await expect(lease?.take(stop.signal)).rejects.toThrow('abort')
  await lease?.release()

  expect(JSON.parse(server.lease)).toEqual({ last: expect.any(String) })
})

test.each(['experiments/set-experiment-tag', 'experiments/get'])(
  'a user to whom %s is refused is told that there is no lease, and goes on',
  async (route) => {
    await using server = await scriptedTarget()
    const notes: string[] = []
    await using target = await open(server, { onWarning: (note) => notes.push(note) })
    server.at.set(route, (response) => {
      response.writeHead(403).end('Permission denied')
      return true
    })
    const lease = await taken(target)

    await openRun(target, 'a')
    await lease.release()

    expect(server.runs).toHaveLength(1)
    expect(notes).toEqual([
      expect.stringMatching(/^No lease on http.* Permission denied\. Let one job at a time write there, /),
    ])
  },
)

/** A job; disposed, it closes its connection. */
async function open(
  { url }: ScriptedTarget,
  { workspace = 'default', ...options }: Partial<TrackingServerOptions> & { readonly workspace?: string } = {},
): Promise<ServerJob> {
  const env = { MLFERRY_TEST_LEASE_SECONDS: String(lifetime / 1000) }
  const server = await openTrackingServer({ trackingUri: url, env, ...options })
  const place = await (await server.workspaces(signal))?.open(workspace, { signal })
  const job = await (place ?? server).begin()
  return Object.assign(job, { [Symbol.asyncDispose]: () => server.close() })
}

async function taken(target: ServerJob): Promise<Lease> {
  const lease = await target.lease(signal)
  expect(await lease?.take(signal)).toBe(true)
  return lease as Lease
}

/** As a stopped process does: no timer, no answer, no clock of its own. */
function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lifetime + 100)
}

function other(): string {
  return JSON.stringify({ job: 'other', host: 'elsewhere', pid: 1, until: 4e12 })
}

function openRun(target: ServerJob, id: string) {
  const fields = {
    name: id,
    userId: '',
    status: 'FINISHED',
    startTime: 1,
    endTime: 2,
    tags: new Map(),
    params: new Map(),
  }
  const header: Header = {
    ref: { kind: 'run', id },
    fields: { ...fields, datasetInputs: [] } as unknown as RunFields,
    links: [],
    fingerprint: '1',
  }
  const opening: OpenContext = { key: id, earlier: undefined, scope, links: [], sourceUri: 'somewhere' }
  return target.open(header, opening, signal)
}
