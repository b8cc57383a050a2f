import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../test/sample-export.ts'
import { lockDirectory } from './lock.ts'

const gone = { pid: 2 ** 30, since: 1, host: hostname() }

test('of many that take over the lock of a process that is gone, exactly one gets it', async () => {
  for (let round = 0; round < 50; round++) {
    const dir = await dirWithLock(JSON.stringify(gone))
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(dir)))

    const held = results.filter(({ status }) => status === 'fulfilled')
    expect(held).toHaveLength(1)
    await expect(lockDirectory(dir)).rejects.toMatchObject({ code: 'ERR_EXPORT_LOCKED' })
    for (const result of results) if (result.status === 'fulfilled') await result.value.release()
    expect(await readdir(join(dir, '.mlferry'))).toEqual([])
  }
})

test('one that was killed while it took over a lock is followed likewise', async () => {
  const dir = await dirWithLock(JSON.stringify(gone))
  const held = await lockDirectory(dir)
  const [successor = ''] = (await readdir(join(dir, '.mlferry'))).filter((name) => name !== 'lock')
  await writeFile(join(dir, '.mlferry', successor), JSON.stringify({ ...gone, since: 2 }))

  const next = await lockDirectory(dir)

  // Whoever lost its lock takes nothing away from the next one.
  await held.release()
  await expect(lockDirectory(dir)).rejects.toMatchObject({ code: 'ERR_EXPORT_LOCKED' })
  await next.release()
  await (await lockDirectory(dir)).release()
})

test('a lock that is being written holds; one that was cut off long ago does not', async () => {
  const dir = await dirWithLock('')
  await expect(lockDirectory(dir)).rejects.toMatchObject({ code: 'ERR_EXPORT_LOCKED' })

  await utimes(join(dir, '.mlferry', 'lock'), 1, 1)
  await (await lockDirectory(dir)).release()
})

async function dirWithLock(text: string): Promise<string> {
  const dir = await tempDir()
  await mkdir(join(dir, '.mlferry'))
  await writeFile(join(dir, '.mlferry', 'lock'), text)
  return dir
}
