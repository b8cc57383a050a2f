import { glob, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const beside = /\.test\.ts$|\/test-support\/|\/test-kit\/|\/testing\//

test('docs/errors.md has every code that is thrown, and no other', async () => {
  const thrown = new Set<string>()
  for await (const path of glob('{packages,examples}/*/src/**/*.ts', { cwd: root })) {
    if (beside.test(path)) continue
    const text = await readFile(`${root}${path}`, 'utf8')
    for (const [, code = ''] of text.matchAll(/'(ERR_[A-Z0-9_]*[A-Z0-9])'/g)) thrown.add(code)
  }
  const documented = (await readFile(`${root}docs/errors.md`, 'utf8')).match(/(?<=^\| `)ERR_[A-Z0-9_]+/gm) ?? []

  expect(documented.toSorted()).toEqual([...thrown].sort())
})
