import { readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type ManagedService, MlferryError, type ServiceSetting } from '@mlferry/core'
import { type TempDir, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { forgetChanges } from './change-records.ts'
import { type ChangedService, ServiceChanges } from './service-changes.ts'

const address = 'arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-FIRST'
const paused = { setting: 'modelRegistration', value: 'off' } as const

test('a setting is noted before it is changed, and put back at the end', async () => {
  await using place = await aPlace()
  const { changes, lines } = commandAt(place)
  const app = aService({ modelRegistration: 'on' })
  app.beforeSet = async () => expect(await recordsIn(place)).toMatchObject([{ back: { value: 'on' } }])
  await changes.make(app.changed, paused)
  expect(app.now).toEqual({ modelRegistration: 'off' })
  app.beforeSet = async () => expect(await recordsIn(place)).toHaveLength(1)
  expect(await changes.putBack()).toBe(true)
  expect([app.now, await recordsIn(place)]).toEqual([{ modelRegistration: 'on' }, []])
  expect(lines).toEqual([
    'For this job, automatic model registration of the App is off. At its end, automatic model registration of the App is on again.',
    'Automatic model registration of the App is on again.',
  ])
})

test('what is as wanted already, or is no setting of the service, is left alone', async () => {
  await using place = await aPlace()
  const { changes, lines } = commandAt(place)
  const app = aService({ modelRegistration: 'off' })
  await changes.make(app.changed, paused)
  await changes.make(app.changed, { setting: 'size', value: 'Large' })
  expect(await changes.putBack()).toBe(true)
  expect([app.sets, lines, await recordsIn(place)]).toEqual([[], [], []])
})

test('the last change is put back first', async () => {
  await using place = await aPlace()
  const { changes } = commandAt(place)
  const server = aService({ running: 'off', size: 'Small' })
  await changes.make(server.changed, { setting: 'running', value: 'on' })
  await changes.make(server.changed, { setting: 'size', value: 'Large' })
  await changes.putBack()
  expect(server.sets).toEqual(['running on', 'size Large', 'size Small', 'running off'])
})

test('after a kill, a command that asks for the same takes the change over and puts it back', async () => {
  await using place = await aPlace()
  const app = aService({ modelRegistration: 'on' })
  await commandAt(place).changes.make(app.changed, paused)
  await markKilled(place)

  const { changes, lines } = commandAt(place)
  await changes.takeOver(app.changed, paused)
  expect(app.now).toEqual({ modelRegistration: 'off' })
  await changes.putBack()
  expect([app.now, await recordsIn(place)]).toEqual([{ modelRegistration: 'on' }, []])
  expect(lines[0]).toMatch(/^Since an earlier job, automatic model registration of the App is off/)
})

test('after a kill, any other command tells of it once, with what puts it back', async () => {
  await using place = await aPlace()
  const app = aService({ modelRegistration: 'on' })
  await commandAt(place).changes.make(app.changed, paused)
  const { changes, lines } = commandAt(place)
  await changes.tellLeft(address, [])
  expect(lines).toEqual([])
  await markKilled(place)
  await changes.tellLeft(address, [])
  await changes.tellLeft(address, [])
  await changes.tellLeft(address.replace('FIRST', 'SECOND'), [])
  expect(lines).toEqual([
    expect.stringMatching(/^Since a job that was stopped, .* is off\. .* or: modelRegistration on$/),
  ])
  await changes.tellLeft(address, ['modelRegistration'])
  await forgetChanges({ XDG_STATE_HOME: place.path }, address, 'modelRegistration')
  expect([lines.length, await recordsIn(place)]).toEqual([1, []])
})

test('what somebody has changed by hand since a kill is what the next command puts back', async () => {
  await using place = await aPlace()
  const server = aService({ size: 'Small' })
  await commandAt(place).changes.make(server.changed, { setting: 'size', value: 'Large' })
  await markKilled(place)
  server.now.size = 'Medium'

  const { changes } = commandAt(place)
  await changes.make(server.changed, { setting: 'size', value: 'Large' })
  await changes.putBack()
  expect([server.now, await recordsIn(place)]).toEqual([{ size: 'Medium' }, []])
})

test('of two commands that need it, the last to end puts it back, whichever made it', async () => {
  await using place = await aPlace()
  const server = aService({ running: 'off' })
  const [first, second] = [commandAt(place), commandAt(place)]
  const started = { setting: 'running', value: 'on' } as const
  await first.changes.make(server.changed, started)
  await second.changes.make(server.changed, started)
  await first.changes.putBack()
  expect(server.now).toEqual({ running: 'on' })
  expect(first.lines.at(-1)).toMatch(/^Another job still needs that the App is started/)
  await second.changes.putBack()
  expect([server.now, await recordsIn(place)]).toEqual([{ running: 'off' }, []])
})

test('a change that was interrupted is put back as far as it went', async () => {
  await using place = await aPlace()
  const { changes } = commandAt(place)
  const server = aService({ running: 'off' })
  server.afterSet = async () => {
    server.afterSet = async () => {}
    throw new DOMException('Aborted', 'AbortError')
  }
  await expect(changes.make(server.changed, { setting: 'running', value: 'on' })).rejects.toThrow('Aborted')
  expect(server.now).toEqual({ running: 'on' })
  expect(await changes.putBack()).toBe(true)
  expect(server.now).toEqual({ running: 'off' })

  server.beforeSet = async () => {
    throw new MlferryError('ERR_FORBIDDEN', 'No.')
  }
  await expect(changes.make(server.changed, { setting: 'running', value: 'on' })).rejects.toThrow('No.')
  expect([await changes.putBack(), await recordsIn(place)]).toEqual([true, []])
})

test('what cannot be put back is told with what to do, and stays noted for the next command', async () => {
  await using place = await aPlace()
  const { changes, lines } = commandAt(place)
  const app = aService({ modelRegistration: 'on' })
  await changes.make(app.changed, paused)
  app.beforeSet = async () => {
    throw new MlferryError('ERR_SESSION_EXPIRED', 'The session has expired.', { hint: 'Sign in again.' })
  }
  expect(await changes.putBack()).toBe(false)
  expect(lines.at(-1)).toBe(
    'Not put back: automatic model registration of the App is off. The session has expired. Sign in again.\n  After that, run the same command again, or: modelRegistration on',
  )
  app.beforeSet = async () => {}
  const next = commandAt(place)
  await next.changes.takeOver(app.changed, paused)
  expect(await next.changes.putBack()).toBe(true)
  expect([app.now, await recordsIn(place)]).toEqual([{ modelRegistration: 'on' }, []])
})

type Settings = Partial<Record<ServiceSetting, string>>

/** A service without a network. */
function aService(settings: Settings) {
  const known = {
    now: { ...settings },
    sets: [] as string[],
    beforeSet: async () => {},
    afterSet: async () => {},
  }
  const service: ManagedService = {
    name: 'the App',
    get: async (setting) => known.now[setting],
    async set(setting, value) {
      await known.beforeSet()
      known.sets.push(`${setting} ${value}`)
      known.now[setting] = value
      await known.afterSet()
    },
    byHand: (setting, value) => `${setting} ${value}`,
  }
  const changed: ChangedService = { address, service, reopen: async () => service }
  return Object.assign(known, { changed })
}

function commandAt({ path }: TempDir) {
  const lines: string[] = []
  const changes = new ServiceChanges({ env: { XDG_STATE_HOME: path }, note: (line) => lines.push(line) })
  return { changes, lines }
}

function aPlace(): Promise<TempDir> {
  return tempDir()
}

async function filesIn({ path }: TempDir): Promise<readonly string[]> {
  const folder = join(path, 'mlferry', 'changes')
  return (await readdir(folder)).map((name) => join(folder, name))
}

async function recordsIn(place: TempDir): Promise<readonly object[]> {
  const files = await filesIn(place).catch(() => [])
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))))
}

/** As if the process of every record were gone. */
async function markKilled(place: TempDir): Promise<void> {
  for (const file of await filesIn(place)) {
    const holder = { pid: 2 ** 30, since: 1, host: hostname() }
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), holder }))
  }
}
