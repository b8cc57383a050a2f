import { type Env, isHttpError, isRouteMissing, type MlflowClient } from '@mlferry/client'
import { MlferryError, markFatal } from '@mlferry/core'

/** Which way files pass by addresses that the tracking server signs, instead of with the end's own permissions at S3. */
export interface PresignedTransfers {
  readonly upload: boolean
  readonly download: boolean
}

const variables = {
  /** As the Python plugin sagemaker-mlflow has it. */
  upload: 'SAGEMAKER_PRESIGNED_URL_UPLOAD_ENABLED',
  /** The same for the other way, which the plugin does not have. */
  download: 'SAGEMAKER_PRESIGNED_URL_DOWNLOAD_ENABLED',
} as const

export function presignedTransfers(env: Env): PresignedTransfers {
  const asked = (name: string) => env[name]?.toLowerCase() === 'true'
  return { upload: asked(variables.upload), download: asked(variables.download) }
}

/** Asks the server for an address at no run. Throws ERR_PRESIGNED_NOT_OFFERED where it has no such route. */
export async function probePresigned(
  way: keyof PresignedTransfers,
  { artifacts, baseUrl }: MlflowClient,
  signal: AbortSignal,
): Promise<void> {
  const probe = { runId: 'probe', path: 'probe', signal }
  try {
    await (way === 'upload' ? artifacts.presignUpload(probe) : artifacts.presignDownload(probe))
  } catch (error) {
    signal.throwIfAborted()
    // Whatever else it says, such as that there is no such run, it says because it has the route.
    if (isNotOffered(error)) throw notOffered(way, baseUrl, error)
    if (!isHttpError(error)) throw error
  }
}

export function isNotOffered(error: unknown): boolean {
  return isRouteMissing(error) || (isHttpError(error) && error.status === 501)
}

/** No other file can do better. */
export function notOffered(way: keyof PresignedTransfers, { host }: URL, cause: unknown): MlferryError {
  const since = way === 'upload' ? '3.12' : '3.15'
  return markFatal(
    new MlferryError('ERR_PRESIGNED_NOT_OFFERED', `${host} signs no addresses for the ${way} of files.`, {
      hint: `MLflow does since ${since}, where the server allows it. Without ${variables[way]}, files use your own permissions at S3.`,
      cause,
    }),
  )
}
