import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheDir } from './python-venv.ts'
import { runCommand } from './run-command.ts'
import { withLock } from './with-lock.ts'

/** The oldest Node.js that mlferry promises to run on. */
export const oldestNode = '22.13.0'

/** Path of a Node.js of that version, which is installed on first use into the cache outside the tree. */
export async function ensureNode(version: string): Promise<string> {
  const dir = join(cacheDir(), `node-${version}`)
  const node = join(dir, 'node_modules', 'node', 'bin', 'node')
  const complete = join(dir, '.complete')
  if (existsSync(complete)) return node
  await mkdir(cacheDir(), { recursive: true })
  await withLock(`${dir}.lock`, async () => {
    if (existsSync(complete)) return
    await rm(dir, { recursive: true, force: true })
    await mkdir(dir, { recursive: true })
    // The npm package `node` is the binary itself.
    await runCommand('npm', ['install', '--no-audit', '--no-fund', '--prefix', dir, `node@${version}`])
    await writeFile(complete, '')
  })
  return node
}
