import type { Env } from '@mlferry/client'
import { MlferryError, redact } from '@mlferry/core'

export interface RoleToAssume {
  readonly arn: string
  readonly sessionName: string
  /** Seconds. */
  readonly renewAfter: number
}

/** SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN and _TTL_SECONDS, with the limits of the Python plugin. Throws ERR_INVALID_SETTING. */
export function roleToAssume(env: Env): RoleToAssume | undefined {
  const arn = env.SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN
  if (!arn) return undefined
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(arn)) {
    const message = `SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN is not the ARN of a role: ${redact(arn, 200)}`
    throw new MlferryError('ERR_INVALID_SETTING', message, {
      hint: 'It looks like arn:aws:iam::123456789012:role/name.',
    })
  }
  const text = env.SAGEMAKER_MLFLOW_ASSUME_ROLE_TTL_SECONDS || '3300'
  if (!/^-?\d+$/.test(text)) {
    const message = 'SAGEMAKER_MLFLOW_ASSUME_ROLE_TTL_SECONDS must be a number of seconds, 300 to 3600.'
    throw new MlferryError('ERR_INVALID_SETTING', message)
  }
  return { arn, sessionName: 'AuthBotoSagemakerMlFlow', renewAfter: Math.max(300, Math.min(Number(text), 3600)) }
}
