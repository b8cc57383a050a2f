import type { ServiceProvider } from '@mlferry/core'

/**
 * Apps and tracking servers by their ARNs: what a job may change there for as long as it runs. Modules are loaded on first use, as every
 * command that opens a store asks whose its address is.
 */
export const sagemakerService: ServiceProvider = {
  name: 'SageMaker',
  handles: (address) => /^arn:aws[a-z-]*:sagemaker:/.test(address),
  async open(address, context) {
    const [{ parseSagemakerArn }, { ServiceOfArn }] = await Promise.all([
      import('@mlferry/auth-sagemaker'),
      import('./service-of-arn.ts'),
    ])
    return new ServiceOfArn(parseSagemakerArn(address), context)
  },
}
