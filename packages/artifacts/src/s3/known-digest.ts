import { createHash } from 'node:crypto'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { MlferryError } from '@mlferry/core'
import type { S3Settings } from './s3-settings.ts'

/** Checks bytes against what S3 said of them. */
export interface KnownDigest {
  update(bytes: Uint8Array): void
  /** Throws ERR_CHECKSUM. */
  check(key: string): void
}

/** What tells of a digest. */
export type DigestedAnswer = Pick<
  GetObjectCommandOutput,
  'ChecksumSHA256' | 'ETag' | 'ServerSideEncryption' | 'SSECustomerAlgorithm'
>

/** The strongest digest of the whole object that an answer tells; undefined where it tells none. */
export function knownDigest(answer: DigestedAnswer, settings: S3Settings): KnownDigest | undefined {
  const { ChecksumSHA256: sha256, ETag = '' } = answer
  // Of an upload in parts this is the checksum of checksums, and says so with a number at its end.
  if (sha256 !== undefined && !sha256.includes('-'))
    return digest('sha256', Buffer.from(sha256, 'base64').toString('hex'))
  const [, md5] = /^"([0-9a-f]{32})"$/.exec(ETag) ?? []
  return md5 !== undefined && isMd5(answer, settings) ? digest('md5', md5) : undefined
}

/** An ETag is the MD5 of an object that was written in one piece, without a key of KMS or of the customer. */
function isMd5(answer: DigestedAnswer, { endpoint }: S3Settings): boolean {
  const { ServerSideEncryption: encryption, SSECustomerAlgorithm: own } = answer
  return own === undefined && (encryption === undefined || (encryption === 'AES256' && endpoint === undefined))
}

function digest(algorithm: 'sha256' | 'md5', expected: string): KnownDigest {
  const hash = createHash(algorithm)
  return {
    update: (bytes) => void hash.update(bytes),
    check(key) {
      const found = hash.digest('hex')
      if (found === expected) return
      throw new MlferryError('ERR_CHECKSUM', `${key}: S3 knows ${algorithm} ${expected}, ${found} arrived`)
    },
  }
}
