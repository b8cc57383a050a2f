import type { ServicesHook } from '@mlferry/core'
import { sagemakerService } from './service/sagemaker-service.ts'

const hook: ServicesHook = async () => [sagemakerService]

export default hook
