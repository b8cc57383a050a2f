import { expect, it } from 'vitest'
import { HeaderSpool } from './header-spool.ts'

it('gives every header to readers that ask all at once, also while more are added', async () => {
  await using spool = await HeaderSpool.create()
  const headerOf = (id: string) => ({
    ref: { kind: 'run', id },
    fingerprint: '',
    links: [],
    fields: { text: id.repeat(50) },
  })
  const ids = Array.from({ length: 200 }, (_, index) => `run-${index}`)
  const slots = []
  const early: Promise<unknown>[] = []
  for (const id of ids) {
    const slot = await spool.add(headerOf(id) as never)
    slots.push(slot)
    if (slots.length % 7 === 0) early.push(spool.get(slot))
  }
  const all = await Promise.all(slots.map((slot) => spool.get(slot)))
  expect(all.map(({ ref }) => ref.id)).toEqual(ids)
  expect(await Promise.all(early)).toHaveLength(28)
})
