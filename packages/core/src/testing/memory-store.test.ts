import type { Header } from '../objects/header.ts'
import { MemoryDatabase } from './memory-database.ts'
import { MemoryServer } from './memory-server.ts'
import { MemoryStore } from './memory-store.ts'
import { samplesOfEveryKind } from './samples/every-kind.ts'
import { testSource } from './suite/test-source.ts'
import { testTarget } from './suite/test-target.ts'

const filled = new MemoryStore()
for (const { header, chunks, files, rows } of samplesOfEveryKind()) filled.add(header, chunks, files, rows)

testSource({
  name: 'the memory store',
  open: async () => filled,
  damage: async ({ ref }: Header) => {
    filled.damaged.add(ref.id)
    return filled
  },
})

testTarget({
  name: 'the memory store',
  async open() {
    const store = new MemoryStore()
    return { target: async () => store, source: async () => store }
  },
})

testTarget({
  name: 'the memory server',
  async open() {
    const server = new MemoryServer('memory server')
    return { target: async () => server, source: async () => server }
  },
})

testTarget({
  name: 'the memory database',
  async open() {
    const database = new MemoryDatabase()
    return { target: async () => database, source: async () => database }
  },
})
