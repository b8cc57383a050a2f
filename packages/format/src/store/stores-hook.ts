import type { StoresHook } from '@mlferry/core'
import { exportDirectoryStore } from './export-directory-store.ts'

const hook: StoresHook = async () => [exportDirectoryStore]

export default hook
