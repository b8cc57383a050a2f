import { createReadStream } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  idsRepeat,
  isUnreadable,
  type ObjectKind,
  type Ref,
  type Target,
  type TargetJob,
  type Written,
} from '@mlferry/core'
import { objectKinds } from '@mlferry/engine'
import type { IdMapLine } from '../job/id-map-file.ts'
import type { Reference } from './reference.ts'

export interface FoundObject {
  readonly kind: string
  readonly source: string
  readonly target: string
  readonly title: string | null
}

type Wanted = Pick<Reference, 'id' | 'kind'>

/** In an id map, or in those of an export directory. */
export async function lookUpInMaps(place: string, { id, kind }: Wanted): Promise<FoundObject | undefined> {
  for (const path of await idMaps(place)) {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (!line.includes(JSON.stringify(id))) continue
      const { target, ...found } = JSON.parse(line) as IdMapLine
      const matches = found.source === id && (kind === undefined || found.kind === kind)
      if (matches && target !== null) return { kind: found.kind, source: id, target, title: found.title }
    }
  }
  return undefined
}

/** By what a copy left at the target itself: asked for by id where that is possible, else listed. */
export async function lookUpAtTarget(
  target: Target,
  { id, kind }: Wanted,
  signal: AbortSignal,
): Promise<FoundObject | undefined> {
  const capabilities = await target.capabilities(signal)
  await using job = await target.begin(signal)
  for (const each of objectKinds) {
    if ((kind !== undefined && kind !== each.name) || !capabilities.kind(each.name)) continue
    const found = (await job.find?.(each.name, id, signal)) ?? (await listFor(each, id, { job, signal }))
    if (found) return { kind: each.name, source: id, target: found.target.id, title: null }
  }
  return undefined
}

interface Listing {
  readonly job: TargetJob
  readonly signal: AbortSignal
}

/** Its copy; else one that came by another road, or that took it in; else, where ids are unique, the object itself. */
async function listFor(kind: ObjectKind, id: string, { job, signal }: Listing): Promise<Written | undefined> {
  const { name, scope } = kind
  let best: Written | undefined
  const scopes: Ref[] = []
  for await (const page of scope === undefined ? [] : job.written(scope, undefined, signal)) {
    for (const each of page) if (!isUnreadable(each)) scopes.push(each.target)
  }
  if (scope !== undefined && scopes.length === 0) return undefined
  const originalsIn = () => true
  for await (const page of job.written(name, scope === undefined ? undefined : scopes, signal, { originalsIn })) {
    for (const each of page) {
      if (isUnreadable(each)) throw each.error
      const [nearest = each.source ?? each.key, ...others] = (each.ancestors ?? []).map((ancestor) => ancestor.id)
      if (each.ours && nearest === id) return each
      if (others.includes(id)) best = each
      if (each.merged?.some((merged) => merged.id === id)) best ??= each
      if (!idsRepeat(name) && each.target.id === id) best ??= each
    }
  }
  return best
}

/** A file itself; in a folder those of the jobs that had it as an end. */
async function idMaps(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [place]
  const jobs = await readdir(join(place, '.mlferry')).catch(() => [])
  const paths = [place, ...jobs.map((job) => join(place, '.mlferry', job))].map((dir) => join(dir, 'id-map.jsonl'))
  const there = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  )
  return there.flat()
}
