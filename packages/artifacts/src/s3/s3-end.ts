import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import { type AwsAgents, awsAgents, awsIdentity } from '@mlferry/aws-identity'
import type { AwsIdentity, Env } from '@mlferry/client'
import { boundAnswers } from './bound-answers.ts'
import { isExpired, refusesChecksums, regionIn } from './s3-error.ts'
import { readS3Settings, type S3Settings } from './s3-settings.ts'

type Sdk = typeof import('@aws-sdk/client-s3')

/** S3 as one end reaches it. */
export interface S3End {
  readonly sdk: Sdk
  readonly settings: S3Settings
  readonly limits: CopyLimits
  readonly warn: (message: string) => void
  /** Connections to S3. */
  readonly agents: AwsAgents
  /** Pairs of buckets between which S3 refused to copy. */
  readonly refusedPairs: Set<string>
  /**
   * Calls `work` with a client of the bucket's region; again, once for each, when S3 names another region and when a session had
   * expired early and could be renewed. A store that refuses the headers of checksums is asked without them from then on.
   */
  run<T>(bucket: string, work: (client: S3Client, use: { readonly checksums: boolean }) => Promise<T>): Promise<T>
}

/** Bytes. */
export interface CopyLimits {
  /** The largest object that one CopyObject takes. */
  readonly whole: number
  readonly part: number
}

export interface S3EndOptions {
  readonly identity: AwsIdentity | undefined
  readonly env: Env
  readonly warn: (message: string) => void
  readonly limits?: CopyLimits | undefined
}

const amazonsLimits: CopyLimits = { whole: 5 * 2 ** 30, part: 512 * 2 ** 20 }

/** Loads the SDK. Throws ERR_INVALID_SETTING; without credentials ERR_NO_CREDENTIALS at the first call. */
export async function openS3End({ identity: given, env, warn, limits = amazonsLimits }: S3EndOptions): Promise<S3End> {
  const sdk = await import('@aws-sdk/client-s3')
  const settings = readS3Settings(env)
  const identity = given ?? (await awsIdentity({ env, warn }))
  const agents = await awsAgents(env, settings)
  const config = clientConfig({ settings, env, identity, agents })
  const regions = new Map<string, string>()
  const clients = new Map<string, S3Client>()
  const withoutChecksums = new Set<string>()
  const clientFor = (bucket: string, checksums: boolean) => {
    const region = regions.get(bucket) ?? identity.region ?? 'us-east-1'
    const key = `${region} ${checksums}`
    const plain = checksums ? {} : noChecksums
    const client = clients.get(key) ?? boundAnswers(new sdk.S3Client({ ...config, ...plain, region }))
    clients.set(key, client)
    return client
  }
  return {
    sdk,
    settings,
    limits,
    warn,
    agents,
    refusedPairs: new Set(),
    async run(bucket, work) {
      let checksums = !withoutChecksums.has(bucket)
      for (const tried = new Set<string>(); ; ) {
        try {
          const done = await work(clientFor(bucket, checksums), { checksums: checksums && settings.checksums })
          if (!checksums && !withoutChecksums.has(bucket)) {
            withoutChecksums.add(bucket)
            warn(takesNoChecksums(bucket))
          }
          return done
        } catch (error) {
          // Amazon's own store knows them.
          if (checksums && settings.endpoint !== undefined && refusesChecksums(error)) {
            checksums = false
            continue
          }
          const region = regionIn(error)
          const reason = isExpired(error) ? 'expired' : `region ${region}`
          if (tried.has(reason)) throw error
          tried.add(reason)
          if (region !== undefined && region !== (regions.get(bucket) ?? identity.region)) regions.set(bucket, region)
          // A client keeps credentials without a known end for good.
          else if (isExpired(error) && (await identity.renew?.())) clients.clear()
          else throw error
        }
      }
    },
  }
}

const noChecksums = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const

function takesNoChecksums(bucket: string): string {
  return `The store of ${bucket} takes no checksums of S3: files pass without. To say so from the start, set AWS_REQUEST_CHECKSUM_CALCULATION and AWS_RESPONSE_CHECKSUM_VALIDATION to when_required.`
}

interface ClientSettings {
  readonly settings: S3Settings
  readonly env: Env
  readonly identity: AwsIdentity
  readonly agents: AwsAgents
}

/** Every option is given that the SDK would otherwise take from process.env. */
function clientConfig({ settings, env, identity, agents }: ClientSettings): S3ClientConfig {
  const { endpoint, forcePathStyle, checksums, timeout } = settings
  const isTrue = (name: string) => env[name]?.toLowerCase() === 'true'
  const when = (asked: boolean) => (asked ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED')
  return {
    credentials: async () => ({ ...(await identity.credentials()) }),
    ...(endpoint !== undefined && { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    forcePathStyle,
    useFipsEndpoint: isTrue('AWS_USE_FIPS_ENDPOINT'),
    useDualstackEndpoint: isTrue('AWS_USE_DUALSTACK_ENDPOINT'),
    useArnRegion: true,
    requestChecksumCalculation: when(checksums),
    responseChecksumValidation: when(env.AWS_RESPONSE_CHECKSUM_VALIDATION?.toLowerCase() !== 'when_required'),
    // Parts are small: to ask first costs more than to send twice.
    expectContinueHeader: false,
    maxAttempts: 8,
    retryMode: 'standard',
    requestHandler: {
      ...agents,
      connectionTimeout: timeout,
      socketTimeout: timeout,
    },
  }
}
