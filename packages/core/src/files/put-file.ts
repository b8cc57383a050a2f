import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MlferryError } from '../errors/mlferry-error.ts'
import { exactBytes } from './exact-bytes.ts'
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
  await makeFolder(dirname(path), options)
  await rm(part, { force: true })
  try {
    const arrived = await writePart(part, exactBytes(body, { path: options.name, size: options.size }), options)
    check(arrived, options)
    await rename(part, path)
    return arrived
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function writePart(part: string, body: AsyncIterable<Uint8Array>, options: PutFileOptions) {
  const { signal } = options
  // `wx` never follows a link that was put there.
  await using handle = await open(part, 'wx', options.private ? 0o600 : 0o666)
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
