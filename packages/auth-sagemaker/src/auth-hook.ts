import type { AuthHook } from '@mlferry/client'
import { sagemakerAuth } from './sagemaker-auth.ts'

const hook: AuthHook = async () => [sagemakerAuth()]

export default hook
