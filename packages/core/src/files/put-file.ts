import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MlferryError } from '../errors/mlferry-error.ts'
import { exactBytes } from './exact-bytes.ts'
import { isMissingFile } from './is-missing-file.ts'
import { makeFolder } from './make-folder.ts'

/** Names of files half written, which no listing shows. */
export const partFilePattern = /^\.mlferry-[0-9a-f]{16}\.part$/

export interface PutFileOptions {
  readonly size: number | undefined
  readonly sha256?: string | undefined
  /** For messages. */
  readonly name: string
  /** Only this user may read the file, and look into folders that are made for it. */
  readonly private?: boolean
  readonly signal: AbortSignal
}

/** Writes a file beside its place and renames it when all of it is on the disk. Resolves to what arrived. */
export async function putFile(
  path: string,
  body: AsyncIterable<Uint8Array>,
  options: PutFileOptions,
): Promise<{ size: number; sha256: string }> {
  // The same name at every attempt: what a killed process left is replaced, not added to.
  const mark = createHash('sha256').update(basename(path)).digest('hex').slice(0, 16)
  const part = join(dirname(path), `.mlferry-${mark}.part`)
  const handle = await openPart(part, options)
  try {
    const arrived = await writePart(handle, exactBytes(body, { path: options.name, size: options.size }), options)
    check(arrived, options)
    await rename(part, path)
    return arrived
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Most files have neighbours: the folder is made, and what an earlier attempt left is removed, only where opening fails. */
async function openPart(part: string, options: PutFileOptions): Promise<FileHandle> {
  // `wx` never follows a link that was put there.
  const openNew = () => open(part, 'wx', options.private ? 0o600 : 0o666)
  try {
    return await openNew()
  } catch (error) {
    if (isMissingFile(error)) await makeFolder(dirname(part), options)
    else if ((error as { code?: unknown }).code === 'EEXIST') await rm(part, { force: true })
    else throw error
    return await openNew()
  }
}

async function writePart(opened: FileHandle, body: AsyncIterable<Uint8Array>, options: PutFileOptions) {
  const { signal } = options
  await using handle = opened
  const hash = createHash('sha256')
  let size = 0
  for await (const bytes of body) {
    signal.throwIfAborted()
    hash.update(bytes)
    await writeAll(handle, bytes)
    size += bytes.byteLength
  }
  signal.throwIfAborted()
  await handle.datasync()
  return { size, sha256: hash.digest('hex') }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0
  while (done < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, done)
    done += bytesWritten
  }
}

function check(arrived: { sha256: string }, { name, sha256 }: PutFileOptions): void {
  if (sha256 !== undefined && arrived.sha256 !== sha256)
    throw new MlferryError('ERR_CHECKSUM', `${name}: expected sha256 ${sha256}, ${arrived.sha256} arrived`)
}
