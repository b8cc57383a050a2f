export type { SagemakerArn } from './sagemaker-arn.ts'
export { parseSagemakerArn } from './sagemaker-arn.ts'
export { sagemakerAuth } from './sagemaker-auth.ts'
