/** In the form of the AWS SDK. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Something that credentials can be asked of. */
export interface CredentialSource {
  /** For people: `the profile "dev"`. */
  readonly name: string
  /** False for what cannot give others later. */
  readonly renewable: boolean
  readonly load: () => Promise<AwsCredentials>
}

export interface RenewingCredentials {
  get(signal: AbortSignal): Promise<AwsCredentials>
  /** True when the source gave other credentials than before. */
  renew(signal: AbortSignal): Promise<boolean>
}

const margin = 5 * 60_000

/** Credentials that are asked for once, and again before they expire; never twice at the same time. */
export function renewingCredentials(source: CredentialSource): RenewingCredentials {
  let known: AwsCredentials | undefined
  let loading: Promise<AwsCredentials> | undefined
  const load = async (signal: AbortSignal) => {
    signal.throwIfAborted()
    loading ??= source.load().finally(() => {
      loading = undefined
    })
    known = await abortable(loading, signal)
    return known
  }
  return {
    get: async (signal) => (known !== undefined && !expiresSoon(known) ? known : load(signal)),
    async renew(signal) {
      if (!source.renewable) return false
      const before = known
      const { accessKeyId, secretAccessKey, sessionToken } = await load(signal)
      return (
        accessKeyId !== before?.accessKeyId ||
        secretAccessKey !== before.secretAccessKey ||
        sessionToken !== before.sessionToken
      )
    },
  }
}

function expiresSoon({ expiration }: AwsCredentials): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < margin
}

/** The SDK's providers take no signal: what they do is left alone, but nobody waits for it. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop)
  })
  work.catch(() => {})
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
