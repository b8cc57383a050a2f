import { MlferryError, redact } from '@mlferry/core'
import type { AuthProvider } from './auth-provider.ts'
import { httpBaseUrl } from './http-base-url.ts'
import { mlflowAuth } from './mlflow-auth.ts'

/** The first of `given` that handles the URI, else the built-in one. Throws ERR_NO_AUTH_PROVIDER, ERR_INVALID_TRACKING_URI. */
export function chooseProvider(uri: string, given: readonly AuthProvider[]): AuthProvider {
  const provider = [...given, mlflowAuth()].find((each) => each.handles(uri))
  if (provider !== undefined) return provider
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(uri) ?? [undefined, uri === 'databricks' ? uri : undefined]
  // No scheme at all, or a host and port without one: the address itself is wrong.
  if (scheme === undefined || /^[^:/]+:\d+(\/|$)/.test(uri)) httpBaseUrl(uri)
  throw new MlferryError('ERR_NO_AUTH_PROVIDER', `No provider connects to ${redact(uri, 200)}`, { hint: hint(uri) })
}

function hint(uri: string): string {
  if (uri.startsWith('arn:')) {
    return 'For a SageMaker ARN pass sagemakerAuth() of @mlferry/auth-sagemaker, or install it as a plugin.'
  }
  return 'Give an http:// or https:// address, or install an auth plugin that handles this kind of URI.'
}
