import { MemoryStore } from './memory-store.ts'
import { sampleObjects } from './sample-objects.ts'
import { testSource } from './test-source.ts'
import { testTarget } from './test-target.ts'

testSource({
  name: 'The memory store',
  async open() {
    const store = new MemoryStore()
    for (const { header, chunks, files } of sampleObjects()) store.add(header, [...chunks], { ...files })
    return store
  },
})

testTarget({
  name: 'The memory store',
  async open() {
    const store = new MemoryStore()
    return { target: store, readBack: async () => store }
  },
})
