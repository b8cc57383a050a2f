export type { AwsCredentials, AwsIdentity, Env } from './aws-identity.ts'
export { awsIdentity } from './aws-identity.ts'
export { type AwsAgents, awsAgents } from './settings/aws-agents.ts'
export { awsEndpoint } from './settings/aws-endpoint.ts'
