import { describe, expect, it } from 'vitest'
import { ListedFolders } from './listed-folders.ts'

const { signal } = new AbortController()

/** A store with these keys, in this order, some a page. */
function store(keys: readonly string[], pageSize = 1000) {
  const asked: (string | undefined)[] = []
  const readPage = async (token: string | undefined) => {
    asked.push(token)
    const at = Number(token ?? 0)
    const objects = keys.slice(at, at + pageSize).map((key) => ({ key, size: key.length }))
    return { objects, next: at + pageSize < keys.length ? String(at + pageSize) : undefined }
  }
  return { asked, readPage }
}

const inBytes = (keys: readonly string[]) => keys.toSorted((a, b) => Buffer.from(a).compare(Buffer.from(b)))

describe('the listing of a folder', () => {
  it('serves every root below it, in any order and at once, with one request for each page', async () => {
    await using folders = new ListedFolders()
    const names = ['1', '10', '2', 'é', 'ﬁ', '🚀', 'empty']
    const roots = names.map((name) => `exp/${name}/artifacts/`)
    const keys = inBytes(
      roots.slice(0, -1).flatMap((root) => Array.from({ length: 300 }, (_, n) => `${root}file ${n}`)),
    )
    const { asked, readPage } = store([...keys, 'exp/🚀z'], 100)
    const folder = folders.at('s3://bucket/exp')
    folder.expect(100)

    const listed = await Promise.all(
      roots.toReversed().map(async (root) => {
        const objects = await folder.objectsBelow(root, readPage, signal)
        return [root, (await Array.fromAsync(objects ?? ['not known' as never])).map(({ key }) => key)] as const
      }),
    )

    for (const [root, found] of listed) expect(found).toEqual(keys.filter((key) => key.startsWith(root)))
    expect(asked).toHaveLength(19)
  })

  it('reads no further than it is asked for', async () => {
    await using folders = new ListedFolders()
    const { asked, readPage } = store(inBytes(['a/1', 'b/1', 'c/1', 'd/1', 'e/1']), 2)
    const folder = folders.at('s3://bucket')
    folder.expect(5)
    expect(await Array.fromAsync((await folder.objectsBelow('b/', readPage, signal)) ?? [])).toEqual([
      { key: 'b/1', size: 3 },
    ])
    expect(asked).toHaveLength(2)
  })

  it('takes no more requests than the roots would take one by one, and none for one root alone', async () => {
    await using folders = new ListedFolders()
    const { asked, readPage } = store(['a', 'b', 'c', 'd'], 1)
    const folder = folders.at('s3://bucket')
    folder.expect(1)
    expect(await folder.objectsBelow('d', readPage, signal)).toBeUndefined()
    expect(asked).toHaveLength(0)
    folder.expect(2)
    expect(await folder.objectsBelow('d', readPage, signal)).toBeUndefined()
    expect(asked).toHaveLength(2)
    expect(await Array.fromAsync((await folder.objectsBelow('a', readPage, signal)) ?? [])).toHaveLength(1)
    folder.expect(2)
    expect(await Array.fromAsync((await folder.objectsBelow('d', readPage, signal)) ?? [])).toHaveLength(1)
    expect(asked).toHaveLength(4)
  })

  it.each([
    [
      'lists in no order',
      async () => ({
        objects: [
          { key: 'b', size: 1 },
          { key: 'a', size: 1 },
        ],
        next: undefined,
      }),
    ],
    ['refuses to list the folder', () => Promise.reject(new Error('Access Denied'))],
  ])('is not used where the store %s', async (_, readPage) => {
    await using folders = new ListedFolders()
    const folder = folders.at('s3://bucket')
    folder.expect(9)
    expect(await folder.objectsBelow('a', readPage, signal)).toBeUndefined()
    expect(await folder.objectsBelow('a', store(['a']).readPage, signal)).toBeUndefined()
  })

  it('is begun anew after it was forgotten', async () => {
    await using folders = new ListedFolders()
    const count = async (keys: readonly string[]) => {
      folders.at('s3://bucket').expect(2)
      const objects = await folders.at('s3://bucket').objectsBelow('a', store(keys).readPage, signal)
      return (await Array.fromAsync(objects ?? [])).length
    }
    expect(await count(['a1'])).toBe(1)
    expect(await count(['a1', 'a2'])).toBe(1)
    folders.forget()
    expect(await count(['a1', 'a2'])).toBe(2)
  })
})
