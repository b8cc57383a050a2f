import type { AuthHook } from '@mlferry/client'
import { commandAuth } from './command-auth.ts'

const hook: AuthHook = async () => [commandAuth()]

export default hook
