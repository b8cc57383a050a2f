import { createHash, randomUUID } from 'node:crypto'
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile, MlferryError, makeFolder, mayRun, ownProcessMark, type ProcessMark } from '@mlferry/core'

/** A lock file as it was read. */
interface Lock {
  readonly path: string
  readonly text: string
}

const attempts = 20
/** Milliseconds. A lock that is still incomplete after this time was cut off. */
const longestWrite = 10_000

/**
 * Keeps other processes from writing the directory at the same time. Throws ERR_EXPORT_LOCKED when one does. The lock of a process
 * that is gone is taken over; that of another machine cannot be judged and holds.
 *
 * A lock that is left over is never removed by who finds it: between looking and removing it could be a new one. Whoever creates
 * the file that is named for its content is its successor, and only the holder removes both.
 */
export async function lockDirectory(dir: string): Promise<{ release(): Promise<void> }> {
  const folder = join(dir, '.mlferry')
  await makeFolder(folder, { private: true })
  const text = JSON.stringify(me())
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { left, path, holder } = await followLocks(folder)
    if (holder) throw locked(dir, { path, holder })
    if (!(await create({ path, text }))) continue
    const own = { path, text }
    // Read again, now that others see ours. If an older lock is gone, its holder was alive, and others may have come in.
    if (await areThere(left)) return { release: () => release(own, left) }
    await rm(path, { force: true })
  }
  throw locked(dir, { path: join(folder, 'lock'), holder: undefined })
}

/** Follows the successors of `lock`, up to the first name that is free or whose holder is alive. */
async function followLocks(
  folder: string,
): Promise<{ left: readonly Lock[]; path: string; holder?: ProcessMark | 'unknown' }> {
  const left: Lock[] = []
  for (let path = join(folder, 'lock'); ; ) {
    const text = await readText(path)
    if (text === undefined) return { left, path }
    const holder = parseHolder(text)
    if (holder ? mayRun(holder) : await isFresh(path)) return { left, path, holder: holder ?? 'unknown' }
    left.push({ path, text })
    path = join(folder, `lock-${createHash('sha256').update(`${path}\n${text}`).digest('hex').slice(0, 16)}`)
  }
}

/** Creates the file with all its content at once. False: it exists already. */
async function create({ path, text }: Lock): Promise<boolean> {
  const whole = `${path}.${randomUUID()}`
  try {
    await writeFile(whole, text, { flag: 'wx', mode: 0o600 })
    await link(whole, path)
    return true
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'EEXIST') return false
    // Some file systems have no links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(String(code))) throw error
    return await createByWriting({ path, text })
  } finally {
    await rm(whole, { force: true })
  }
}

async function createByWriting({ path, text }: Lock): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false
    throw error
  }
}

async function areThere(locks: readonly Lock[]): Promise<boolean> {
  for (const { path, text } of locks) if ((await readText(path)) !== text) return false
  return true
}

/** Removes the first lock first. From then on the next process starts over, whatever it has read of the others. */
async function release(own: Lock, left: readonly Lock[]): Promise<void> {
  if (!(await areThere([own]))) return
  for (const { path } of [...left, own]) await rm(path, { force: true })
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissingFile(error)) return undefined
    throw error
  }
}

function me(): ProcessMark & { readonly id: string } {
  // The id makes the text of every lock unique, so the names of successors are unique too.
  return { ...ownProcessMark(), id: randomUUID() }
}

/** undefined: not whole. */
function parseHolder(text: string): ProcessMark | undefined {
  try {
    return JSON.parse(text) as ProcessMark
  } catch {
    return undefined
  }
}

async function isFresh(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
  return Date.now() - mtimeMs < longestWrite
}

function locked(
  dir: string,
  { path, holder }: { path: string; holder: ProcessMark | 'unknown' | undefined },
): MlferryError {
  const who = typeof holder === 'object' ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new MlferryError('ERR_EXPORT_LOCKED', `${dir} is being written by ${who}`, {
    hint: `Wait until it is done; if no such process runs any more, delete ${path}.`,
  })
}
