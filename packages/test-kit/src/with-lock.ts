import { spawn } from 'node:child_process'
import { once } from 'node:events'

const holdLock = `
import fcntl, sys
with open(sys.argv[1], 'w') as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print('locked', flush=True)
    sys.stdin.read()
`

/**
 * Runs `work` while no other process on this machine is inside `withLock` for the same file. The kernel holds the lock for
 * a small child process that lives as long as its standard input: however this process ends, the lock is free again.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn('python3', ['-c', holdLock, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(holder, 'close')
  try {
    await Promise.race([
      once(holder.stdout, 'data'),
      ended.then(() => {
        throw new Error(`cannot lock ${file}`)
      }),
    ])
    return await work()
  } finally {
    holder.stdin.end()
    await ended
  }
}
