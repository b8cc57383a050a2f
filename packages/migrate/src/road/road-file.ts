import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { printableJson, replacePrivateFile, stateHome } from '@mlferry/cli-kit'
import { makeFolder, namesInFolder } from '@mlferry/core'
import type { Road } from './road.ts'

type Env = Readonly<Record<string, string | undefined>>

/** One migration in the user's state folder. Each change is on disk before the next step begins. */
export class RoadFile {
  readonly #path: string
  #road: Road

  constructor(env: Env, road: Road) {
    this.#path = join(folder(env), `${road.startedAt.replaceAll(':', '-')}.json`)
    this.#road = road
  }

  get road(): Road {
    return this.#road
  }

  async note(change: Partial<Road>): Promise<void> {
    this.#road = { ...this.#road, ...change }
    await makeFolder(dirname(this.#path), { private: true })
    await replacePrivateFile(this.#path, `${printableJson(this.#road, 2)}\n`)
  }

  async forget(): Promise<void> {
    await rm(this.#path, { force: true })
  }
}

/** Every migration of this account, newest first. What cannot be read is left out. */
export async function findRoads(env: Env): Promise<RoadFile[]> {
  const names = await namesInFolder(folder(env))
  const roads = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readRoad(join(folder(env), name))),
  )
  return roads
    .filter((road) => road !== undefined)
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
    .map((road) => new RoadFile(env, road))
}

async function readRoad(path: string): Promise<Road | undefined> {
  try {
    const road = JSON.parse(await readFile(path, 'utf8')) as Road
    return typeof road.startedAt === 'string' && typeof road.options === 'object' ? road : undefined
  } catch {
    return undefined
  }
}

function folder(env: Env): string {
  return join(stateHome(env), 'migrations')
}
