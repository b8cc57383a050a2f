import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { MlferryError } from '@mlferry/core'

interface Holder {
  readonly pid: number
  readonly host: string
  /** When the process began: a new one may have the number of an old one. */
  readonly since: number
}

/**
 * Keeps other processes from writing the directory at the same time. Throws ERR_EXPORT_LOCKED when one does. The lock of a process
 * that is gone is taken over; that of another machine cannot be judged and holds.
 */
export async function lockDirectory(dir: string): Promise<{ release(): Promise<void> }> {
  const path = join(dir, '.mlferry', 'lock')
  await mkdir(dirname(path), { recursive: true })
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, JSON.stringify(me()), { flag: 'wx' })
      return { release: () => rm(path, { force: true }) }
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error
      const holder = await readHolder(path)
      if (attempt > 3 || (holder && isAlive(holder))) throw locked(dir, { path, holder })
      await rm(path, { force: true })
    }
  }
}

function me(): Holder {
  return { pid: process.pid, host: hostname(), since: Math.round(performance.timeOrigin) }
}

/** undefined: gone, or cut off while it was written. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function isAlive({ pid, host, since }: Holder): boolean {
  if (host !== hostname()) return true
  if (pid === process.pid) return since === me().since
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return (error as { code?: unknown }).code === 'EPERM'
  }
}

function locked(dir: string, { path, holder }: { path: string; holder: Holder | undefined }): MlferryError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new MlferryError('ERR_EXPORT_LOCKED', `${dir} is being written by ${who}`, {
    hint: `Wait until it is done; if no such process runs any more, delete ${path}.`,
  })
}
