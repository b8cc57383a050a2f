import { glob, readFile } from 'node:fs/promises'
import { readChangesets } from '@changesets/read'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname

test('every changeset can be read, and names packages that are published', async () => {
  const published = new Set<string>()
  for await (const path of glob('{packages,apps}/*/package.json', { cwd: root })) {
    const { name, private: hidden } = JSON.parse(await readFile(`${root}${path}`, 'utf8'))
    if (!hidden) published.add(name)
  }

  const changesets = await readChangesets(root)

  const named = changesets.flatMap(({ id, releases }) => releases.map(({ name }) => ({ id, name })))
  expect(named.filter(({ name }) => !published.has(name))).toEqual([])
  expect(changesets.filter(({ releases }) => releases.length === 0)).toEqual([])
})
