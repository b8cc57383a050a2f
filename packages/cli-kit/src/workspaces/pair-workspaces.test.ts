import { defaultWorkspace, MlferryError, type Source, type Workspaces } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { pairWorkspaces } from './pair-workspaces.ts'
import type { WorkspaceFlags } from './workspace-flags.ts'

test('each workspace of the source goes into the one of its name, the default one first', async () => {
  const [source, target] = [divided('default', 'a', 'b'), divided('default', 'b')]

  expect(await pairs(source, target, {})).toEqual(['default > default', 'a > a (made)', 'b > b'])
  expect(await pairs(source, target, { workspaces: 'b, a' })).toEqual(['a > a (made)', 'b > b'])
  expect(await pairs(source, target, { workspaces: 'a', 'to-workspace': 'b' })).toEqual(['a > b'])
})

test('an end that is not divided is one place', async () => {
  const whole = new MemoryStore('whole')

  expect(await pairs(whole, divided('default', 'b'), {})).toEqual(['whole > default'])
  expect(await pairs(whole, divided('default', 'b'), { 'to-workspace': 'b' })).toEqual(['whole > b'])
  expect(await pairs(divided('default'), whole, {})).toEqual(['default > whole'])
  expect(await pairs(divided('default', 'a'), whole, { workspaces: 'a' })).toEqual(['a > whole'])
  expect(await pairs(divided('default', 'a'), whole, { 'workspace-prefix': true })).toEqual([
    'default > whole',
    'a > whole',
  ])
})

test.each([
  [{}, 'ERR_WORKSPACES_NOT_HELD'],
  [{ 'to-workspace': 'x', workspaces: 'a' }, 'ERR_WORKSPACES_NOT_HELD'],
  [{ 'to-workspace': 'x' }, 'ERR_USAGE'],
  [{ workspaces: ' , ' }, 'ERR_USAGE'],
  [{ workspaces: 'nope' }, 'ERR_WORKSPACE_NOT_FOUND'],
])('with %j a target without workspaces is refused: %s', async (flags, code) => {
  await expect(pairs(divided('default', 'a'), new MemoryStore('whole'), flags)).rejects.toMatchObject({ code })
})

async function pairs(source: Source, target: MemoryStore, flags: WorkspaceFlags): Promise<string[]> {
  const { signal } = new AbortController()
  const made: string[] = []
  const found = await pairWorkspaces<MemoryStore>({ source, target, flags, missing: 'create', signal })
  for (const { source: from, target: to, begin } of found) {
    await begin?.()
    const isNew = to instanceof Divided && to.made
    made.push(`${from.label} > ${to.label}${isNew ? ' (made)' : ''}`)
  }
  return made
}

function divided(...names: string[]): Divided {
  const rooms = new Map(names.map((name) => [name, new Divided(name)]))
  const store = rooms.get(defaultWorkspace) ?? new Divided(defaultWorkspace)
  store.rooms = rooms
  return store
}

class Divided extends MemoryStore {
  made = false
  rooms: Map<string, Divided> | undefined

  async workspaces(): Promise<Workspaces<Divided> | undefined> {
    const { rooms } = this
    if (!rooms) return undefined
    return {
      list: async () => [...rooms.keys()],
      async open(name, { mayBeMissing = false }) {
        const room = rooms.get(name) ?? (mayBeMissing ? new Divided(name) : undefined)
        if (!room) throw new MlferryError('ERR_WORKSPACE_NOT_FOUND', name)
        room.made = !rooms.has(name)
        return room
      },
      async make() {},
    }
  }
}
