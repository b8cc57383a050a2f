import { glob, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const stores = /@mlferry\/(?:tracking-server|format)\b/

test('what commands are made of knows no store: neither its package.json nor its sources name one', async () => {
  const named: string[] = []
  for await (const path of glob('packages/{cli-kit,single,bulk,inspect,migrate}/{package.json,src/**/*.ts}', {
    cwd: root,
  })) {
    if (stores.test(await readFile(`${root}${path}`, 'utf8'))) named.push(path)
  }
  expect(named).toEqual([])
})
