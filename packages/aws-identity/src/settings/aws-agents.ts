import { readFile } from 'node:fs/promises'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { rootCertificates } from 'node:tls'
import { MlferryError } from '@mlferry/core'
import type { Env } from './aws-settings.ts'

export interface AwsAgents {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

export interface AwsAgentsOptions {
  readonly connections?: number
  /** Any certificate will do. */
  readonly insecure?: boolean
}

/**
 * Connections for clients of the AWS SDK: through HTTPS_PROXY and the like (with Node 22.21, 24.5 and later), trusting AWS_CA_BUNDLE.
 * Throws ERR_CERTIFICATE_UNREADABLE.
 */
export async function awsAgents(
  env: Env,
  { connections = 50, insecure = false }: AwsAgentsOptions = {},
): Promise<AwsAgents> {
  const options = { keepAlive: true, maxSockets: connections, proxyEnv: { ...env } }
  const ca = insecure ? undefined : await authorities(env.AWS_CA_BUNDLE)
  return {
    httpAgent: new HttpAgent(options),
    httpsAgent: new HttpsAgent({ ...options, rejectUnauthorized: !insecure, ...(ca && { ca }) }),
  }
}

async function authorities(path: string | undefined): Promise<string[] | undefined> {
  if (!path) return undefined
  try {
    return [await readFile(path, 'utf8'), ...rootCertificates]
  } catch (cause) {
    const hint = 'AWS_CA_BUNDLE must name a readable PEM file.'
    throw new MlferryError('ERR_CERTIFICATE_UNREADABLE', `Cannot read ${path}`, { hint, cause })
  }
}
