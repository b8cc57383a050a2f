import type { StoresHook } from '@mlferry/core'
import { csvStore } from './csv-store.ts'

const hook: StoresHook = async () => [csvStore]

export default hook
