import { expect, test } from 'vitest'
import { Spool } from './spool.ts'
import { SpooledMap } from './spooled-map.ts'

test('holds what a Map holds, in its order', () => {
  using spool = new Spool()
  const map = new SpooledMap<number>(spool)
  const like = new Map<string, number>()
  for (let step = 0; step < 20_000; step++) {
    const key = `key ${(step * 7919) % 3001}`
    if (step % 5 === 4) expect(map.delete(key)).toBe(like.delete(key))
    else {
      map.set(key, step)
      like.set(key, step)
    }
  }

  expect([...map]).toEqual([...like])
  expect(map.size).toBe(like.size)
  for (let id = 0; id < 4000; id++) {
    expect([map.has(`key ${id}`), map.get(`key ${id}`)]).toEqual([like.has(`key ${id}`), like.get(`key ${id}`)])
  }
})

test('an entry keeps its number when it is set again', () => {
  using spool = new Spool()
  const map = new SpooledMap<string>(spool).set('a', '1').set('b', '2').set('a', '3')

  expect([map.indexOf('a'), map.indexOf('b'), map.indexOf('c')]).toEqual([0, 1, -1])
  expect([map.at(0), map.at(1), map.at(2), map.at(-1)]).toEqual(['3', '2', undefined, undefined])
})
