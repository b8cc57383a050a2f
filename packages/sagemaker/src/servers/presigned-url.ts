import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import { MlferryError } from '@mlferry/core'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'

export interface PresignedOptions {
  /** Seconds that the URL is good for: 5 to 300. */
  readonly expiresIn: number
  /** Seconds of the session that it opens: 1800 to 43200. */
  readonly session?: number | undefined
}

/** A URL that opens the UI, once. It is a secret: whoever has it is signed in. Throws ERR_INVALID_ANSWER, and what `call` throws. */
export async function presignedUrl(
  plane: ControlPlane,
  { type, arn, id }: SagemakerArn,
  { expiresIn, session }: PresignedOptions,
): Promise<string> {
  const times = {
    ExpiresInSeconds: expiresIn,
    ...(session !== undefined && { SessionExpirationDurationInSeconds: session }),
  }
  const { AuthorizedUrl } =
    type === 'mlflow-app'
      ? await plane.call('CreatePresignedMlflowAppUrl', { Arn: arn, ...times })
      : await plane.call('CreatePresignedMlflowTrackingServerUrl', { TrackingServerName: id, ...times })
  const url = URL.parse(String(AuthorizedUrl))
  // It is handed to a browser, or to whatever the system takes for one.
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new MlferryError('ERR_INVALID_ANSWER', `SageMaker gave no address that a browser opens for ${arn}.`)
  }
  return url.href
}
