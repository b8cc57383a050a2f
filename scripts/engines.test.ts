import { spawnSync } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { oldestNode } from '@mlferry/test-kit'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('every package promises the Node.js that it is tried with', async () => {
  const promised: Record<string, string> = {}
  for await (const path of glob('{packages,apps,examples}/*/package.json', { cwd: root })) {
    const { name, engines } = JSON.parse(await readFile(join(root, path), 'utf8'))
    promised[name] = engines?.node
  }

  expect(Object.keys(promised)).toContain('mlferry')
  expect(new Set(Object.values(promised))).toEqual(new Set([`>=${oldestNode.replace(/\.0$/, '')}`]))
})

test.each(['20.20.2', '22.12.0'])('the command says what it needs on Node.js %s', (version) => {
  const other = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(other)}`, join(root, 'apps/cli/bin/run.js'), '--version'],
    { encoding: 'utf8' },
  )

  expect(stderr).toBe(`Error: mlferry needs Node.js 22.13 or newer, this is ${version}.\n`)
  expect(status).toBe(1)
})
