import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Change } from './change.ts'
import type { ChangeOptions } from './database.ts'
import { pick } from './random.ts'

interface StoredFile {
  readonly path: string
  /** The run or logged model that has it. */
  readonly id: string
  readonly name: string
  readonly bytes: Buffer
}

/** Changes in the artifact folder of an MLflow server: bytes altered, cut off, swapped, files gone, added, renamed. */
export function fileChanges(root: string, { each, random }: ChangeOptions): Change[] {
  const files = filesBelow(root)
  const keyOf = ({ id }: StoredFile) => id
  const full = files.filter(({ bytes }) => bytes.length > 0)
  return [
    ...pick(full, each, { random, keyOf }).map((file) => write(file, 'one bit flipped', flipped(file.bytes, random))),
    ...pick(full, each, { random, keyOf }).map((file) => write(file, 'cut off', file.bytes.subarray(0, -1))),
    ...pick(files, each, { random, keyOf }).map((file) =>
      write(file, 'longer', Buffer.concat([file.bytes, Buffer.from('x')])),
    ),
    ...pick(files, each, { random, keyOf }).map((file) => moved(file, `${file.path}.gone`, 'renamed')),
    ...pick(files, each, { random, keyOf }).map(removed),
    ...pick(files, each, { random, keyOf }).map(added),
  ]
}

function filesBelow(root: string): StoredFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    const [, id, name] = /(?:^|\/)((?:m-)?[0-9a-f]{32})\/artifacts\/(.+)$/.exec(relative(root, path)) ?? []
    if (!entry.isFile() || id === undefined || name === undefined || name.startsWith('mlferry/')) return []
    return [{ path, id, name, bytes: readFileSync(path) }]
  })
}

function write({ path, id, name, bytes }: StoredFile, what: string, altered: Buffer): Change {
  return {
    title: `${name} of ${id} ${what}`,
    ids: [id],
    field: `artifacts.${name}`,
    apply: () => writeFileSync(path, altered),
    undo: () => writeFileSync(path, bytes),
  }
}

function flipped(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length)
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  return copy
}

function moved({ path, id, name }: StoredFile, to: string, what: string): Change {
  return {
    title: `${name} of ${id} ${what}`,
    ids: [id],
    field: `artifacts.${name}`,
    apply: () => renameSync(path, to),
    undo: () => renameSync(to, path),
  }
}

function removed({ path, id, name, bytes }: StoredFile): Change {
  return {
    title: `${name} of ${id} removed`,
    ids: [id],
    field: `artifacts.${name}`,
    apply: () => rmSync(path),
    undo: () => writeFileSync(path, bytes),
  }
}

function added({ path, id, name }: StoredFile): Change {
  const other = `${path}.added`
  return {
    title: `a file beside ${name} of ${id}`,
    ids: [id],
    field: `artifacts.${name}.added`,
    apply: () => writeFileSync(other, 'by hand'),
    undo: () => rmSync(other),
  }
}
