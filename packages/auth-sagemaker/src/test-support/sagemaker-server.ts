import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ExpectedSignature, verifySignature } from '@mlferry/test-kit'

export interface SagemakerServer extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
}

export interface Received {
  readonly method: string
  readonly url: string
  readonly accessKeyId: string | undefined
  readonly refusal: string | undefined
  readonly bytes: number
  readonly hash: string | undefined
}

/** Refuses wrong signatures with 403, as the service does, and answers the others with `answer`. */
export async function sagemakerServer(
  expected: ExpectedSignature,
  answer: (received: Received) => { readonly status: number; readonly body: object } = () => ({
    status: 200,
    body: {},
  }),
): Promise<SagemakerServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const body = Buffer.concat(chunks)
    const verdict = await verifySignature({ method, url, headers, body }, expected)
    const hash = headers['x-amz-content-sha256'] as string | undefined
    const one = { method, url, ...verdict, bytes: body.length, hash }
    received.push(one)
    const { status, body: said } =
      verdict.refusal === undefined ? answer(one) : { status: 403, body: { message: verdict.refusal } }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
