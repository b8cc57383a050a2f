import { awsAgents } from './aws-agents.ts'
import { awsEndpoint } from './aws-endpoint.ts'
import type { AwsSettings } from './aws-settings.ts'

/** Every option is given that the SDK would otherwise take from process.env. */
export async function stsClientConfig({ env, region }: AwsSettings) {
  const endpoint = awsEndpoint(env, 'STS')
  return {
    region: region ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: env.AWS_USE_FIPS_ENDPOINT?.toLowerCase() === 'true',
    useDualstackEndpoint: env.AWS_USE_DUALSTACK_ENDPOINT?.toLowerCase() === 'true',
    maxAttempts: 4,
    requestHandler: { ...(await awsAgents(env)), connectionTimeout: 10_000, requestTimeout: 30_000 },
  }
}
