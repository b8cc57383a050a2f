import { type AwsIdentity, type AwsIdentityOptions, awsIdentity } from '@mlferry/aws-identity'
import { roleToAssume } from './role-to-assume.ts'

export interface SagemakerIdentity {
  /** Who the environment names: for S3. */
  readonly own: AwsIdentity
  /** The same in the role of SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN, where there is one: for SageMaker. */
  readonly identity: AwsIdentity
}

/** Who asks SageMaker. Throws ERR_INVALID_SETTING, ERR_NO_CREDENTIALS. */
export async function sagemakerIdentity(options: AwsIdentityOptions): Promise<SagemakerIdentity> {
  const role = roleToAssume(options.env)
  const own = await awsIdentity(options)
  return { own, identity: role === undefined ? own : own.assume(role) }
}
