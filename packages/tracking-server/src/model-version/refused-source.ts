import { isHttpError } from '@mlferry/client'
import { MlferryError, redact } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'

/** For `catch`. MLflow looks for the run or model that holds files which a server passes through, and finds none of another server. */
export function refusedSource(source: string, { tracking, label }: ServerContext): (error: unknown) => never {
  return (error) => {
    const isRefused = isHttpError(error) && error.status === 400 && /model version source/i.test(error.message)
    if (!tracking || !isRefused) throw error
    const message = `${label} refuses a version whose files are at ${redact(source)}: they belong to ${tracking.label}.`
    throw new MlferryError('ERR_REGISTRY_SOURCE', message, {
      hint: 'Give the tracking server an artifact store that both servers reach, such as s3://, or copy into one server.',
      cause: error,
    })
  }
}
