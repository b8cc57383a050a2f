export type { MemoryObject } from './memory-store.ts'
export { MemoryStore } from './memory-store.ts'
