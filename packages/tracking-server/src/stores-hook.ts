import type { StoresHook } from '@mlferry/core'
import { trackingServerStore } from './tracking-server-store.ts'

const hook: StoresHook = async () => [trackingServerStore]

export default hook
