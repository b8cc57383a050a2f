import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import { slowestRate, steadyBytes } from '@mlferry/client'
import { boundedBytes, MlferryError } from '@mlferry/core'

/** A page of a listing has a thousand keys of at most 1 KiB, and each may be escaped: bytes. */
const largestAnswer = 16 * 2 ** 20

interface HttpAnswer {
  readonly statusCode: number
  body: Readable
}

/** Every answer that the SDK holds in memory, listings and errors, ends at a limit. The bytes of objects pass as they are. */
export function boundAnswers(client: S3Client): S3Client {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args)
      const response = result.response as HttpAnswer
      if (context.commandName === 'GetObjectCommand' && response.statusCode < 300) return result
      response.body = Readable.from(bounded(response.body, String(context.commandName)), { objectMode: false })
      return result
    },
    // As near to the wire as can be: what reads the body comes after it.
    { step: 'deserialize', priority: 'low', name: 'boundAnswers' },
  )
  return client
}

function bounded(body: Readable, call: string): AsyncIterable<Uint8Array> {
  const steady = steadyBytes(
    body,
    slowestRate,
    () => new MlferryError('ERR_ANSWER_TOO_SLOW', `${call} answers too slowly.`),
  )
  return boundedBytes(steady, largestAnswer, () => {
    return new MlferryError('ERR_ANSWER_TOO_LARGE', `${call} answered with over ${largestAnswer} bytes.`)
  })
}
