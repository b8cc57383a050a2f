import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LargeObject {
  /** With the bucket: `/bucket/key`. */
  readonly path: string
  readonly size: number
  /** The store for everything else. */
  readonly behind: string
}

export interface LargeObjectStore extends AsyncDisposable {
  readonly url: string
  /** Objects by their path and size; the first is there from the beginning. */
  readonly objects: ReadonlyMap<string, number>
  /** Ranges of the parts that it was told to copy. */
  readonly ranges: readonly (readonly [first: number, last: number])[]
  /** Of requests that concern the object. */
  readonly bytes: { passed: number }
}

/**
 * S3 with one object that no store for tests holds: of that, and of its copies, it knows the size and has no bytes. It refuses to copy
 * it as a whole, as S3 does above 5 GiB.
 */
export async function startLargeObjectStore({ path, size, behind }: LargeObject): Promise<LargeObjectStore> {
  const objects = new Map([[path, size]])
  const ranges: (readonly [number, number])[] = []
  const bytes = { passed: 0 }
  const [, bucket = '', name = ''] = /^\/([^/]+)\/.*?([^/]+)$/.exec(path) ?? []
  const server = createServer((request, response) => {
    const url = request.url ?? '/'
    const concerned = url.includes(name) || (url.startsWith(`/${bucket}/`) && url.includes('list-type'))
    if (concerned) void answer(request, response)
    else passOn(request, response, behind)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    ranges,
    bytes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const place = decodeURIComponent(url.pathname)
    const { searchParams } = url
    const source = request.headers['x-amz-copy-source']
    for await (const chunk of request) if (!searchParams.has('uploadId')) bytes.passed += chunk.length
    const xml = (body: string, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/xml' }).end(body)
    if (searchParams.has('list-type')) return void xml(listing(place, searchParams.get('prefix') ?? ''))
    if (request.method === 'HEAD') {
      const found = objects.get(place)
      response.writeHead(found === undefined ? 404 : 200, { 'content-length': String(found ?? 0), etag: '"whole"' })
      return void response.end()
    }
    if (searchParams.has('uploads')) return void xml(`<R><UploadId>one</UploadId></R>`)
    if (searchParams.has('partNumber') && source !== undefined) {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers['x-amz-copy-source-range'])) ?? []
      ranges.push([Number(first), Number(last)])
      return void xml('<CopyPartResult><ETag>"part"</ETag></CopyPartResult>')
    }
    if (searchParams.has('uploadId')) {
      objects.set(
        place,
        ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0),
      )
      return void xml('<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>')
    }
    xml('<Error><Code>InvalidRequest</Code><Message>Too large, or not known here</Message></Error>', 400)
  }

  function listing(bucket: string, prefix: string): string {
    const contents = [...objects].flatMap(([each, length]) => {
      const start = `${bucket.replace(/\/$/, '')}/`
      const key = each.slice(start.length)
      if (!each.startsWith(start) || !key.startsWith(prefix)) return []
      return [`<Contents><Key>${encodeURIComponent(key)}</Key><Size>${length}</Size></Contents>`]
    })
    return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`
  }
}

function passOn(request: IncomingMessage, response: ServerResponse, behind: string): void {
  const { method, url = '/', headers } = request
  const { host } = new URL(behind)
  const sent = send(new URL(url, behind), { method, headers: { ...headers, host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  sent.on('error', () => response.destroy())
  request.pipe(sent)
}
