import type { ServiceChecks } from '@mlferry/client'
import type { Finding } from '@mlferry/core'
import { type Asking, callerIdentity } from './caller-identity.ts'
import { describeServer } from './describe-server.ts'
import { refusedNames, registrationFinding } from './model-registration.ts'
import { statusFinding } from './server-status.ts'

/** What STS and SageMaker's own API say of who asks, and of the server behind an ARN. */
export function checkService(known: Omit<Asking, 'signal'>): ServiceChecks {
  const { arn, env, credentials, source } = known
  const asking = (signal: AbortSignal): Asking => ({ arn, env, credentials, source, signal })
  return {
    region: arn.region,
    diagnose: (signal) => diagnose(asking(signal)),
    async refusedModelNames(names, signal) {
      const described = await describeServer(asking(signal))
      return 'registersModels' in described && described.registersModels ? refusedNames(names) : []
    },
  }
}

async function diagnose(asking: Asking): Promise<readonly Finding[]> {
  const { arn } = asking
  const { finding, account } = await callerIdentity(asking)
  if (finding.status === 'failed') return [finding]
  const described = await describeServer(asking)
  if ('registersModels' in described) {
    return [finding, statusFinding(arn, described), registrationFinding(arn, described.registersModels)]
  }
  // Servers of other accounts are described only to their own; a shared one answers calls all the same.
  const foreign = account !== undefined && account !== arn.account && described.code === 'ERR_NOT_FOUND'
  return [finding, foreign ? { ...described, status: 'warning' } : described]
}
