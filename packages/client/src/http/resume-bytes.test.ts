import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { json, quick, type Script, scriptedServer } from '../test-support/scripted-server.ts'

const file = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251))

/** Cuts the connection after 50,000 bytes of an answer. */
const cutting =
  (ranges: boolean, content: (count: number) => Buffer = () => file): Script =>
  ({ headers }, response, count) => {
    const [, from = '0'] = /bytes=(\d+)-/.exec(headers.range ?? '') ?? []
    const start = ranges ? Number(from) : 0
    const bytes = content(count)
    const range = start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start, ...range })
    const cut = ranges ? start + 50_000 : 50_000 * count
    if (cut >= bytes.length) return void response.end(bytes.subarray(start))
    response.write(bytes.subarray(start, cut), () => setTimeout(() => response.destroy(), 20))
  }

describe('a download', () => {
  it.each([
    ['at the offset, where the server takes a Range', true],
    ['after dropping what it has, where the server starts over', false],
  ])('goes on %s', async (_, ranges) => {
    await using server = await scriptedServer(cutting(ranges))
    await using client = await createClient({ trackingUri: server.url, env: quick })
    for (const start of [0, 7]) {
      const read = Buffer.concat(await Array.fromAsync(client.artifactProxy.download('a/b', { start })))
      expect(read.equals(file.subarray(start))).toBe(true)
    }
    expect(server.received.length).toBeGreaterThan(4)
  })

  it('fails when the file was changed meanwhile', async () => {
    const content = (count: number) => (count === 1 ? file : Buffer.alloc(file.length))
    await using server = await scriptedServer(cutting(false, content))
    await using client = await createClient({ trackingUri: server.url, env: quick })
    const error = await Array.fromAsync(client.artifactProxy.download('a/b')).catch((each) => each)
    expect(error.code).toBe('ERR_ANSWER_CHANGED')
  })

  it('gives up when it gets no further, and starts counting anew when it does', async () => {
    const stuck: Script = (_, response, count) => {
      response.writeHead(200, { 'content-length': 10 })
      response.write(count === 1 ? 'abc' : 'ab', () => setTimeout(() => response.destroy(), 10))
    }
    await using server = await scriptedServer(stuck)
    await using client = await createClient({
      trackingUri: server.url,
      env: { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '2' },
    })
    const error = await Array.fromAsync(client.artifactProxy.download('a/b')).catch((each) => each)
    expect([error.code, server.received.length]).toEqual(['ERR_CONNECTION_CUT', 3])
  })

  it('fails when no byte comes for the time-out, however much came before', async () => {
    await using server = await scriptedServer((_, response) => void response.writeHead(200).write('abc'))
    const env = { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
    await using client = await createClient({ trackingUri: server.url, env })
    const error = await Array.fromAsync(client.artifactProxy.download('a/b')).catch((each) => each)
    expect(error.code).toBe('ERR_TIMEOUT')
  })

  it('waits for a slow reader for as long as it takes', async () => {
    const large = Buffer.alloc(3_000_000, 'x')
    await using server = await scriptedServer((_, response) => void response.end(large))
    await using client = await createClient({ trackingUri: server.url, env: quick })
    let size = 0
    for await (const chunk of client.artifactProxy.download('a/b')) {
      if (size === 0) await new Promise((resolve) => setTimeout(resolve, 700))
      size += chunk.length
    }
    expect([size, server.received.length]).toEqual([large.length, 1])
  })

  it('ends its request when the reader stops', async () => {
    let closed = false
    await using server = await scriptedServer((_, response) => {
      response.on('close', () => {
        closed = true
      })
      response.write(Buffer.alloc(100_000))
    })
    await using client = await createClient({ trackingUri: server.url, env: {} })
    for await (const _ of client.artifactProxy.download('a/b')) break
    await expect.poll(() => closed).toBe(true)
  })
})

describe('a metric history', () => {
  it('goes on after a cut, each point once', async () => {
    const metrics = Array.from({ length: 5000 }, (_, step) => ({ key: 'k', value: step, timestamp: 1, step }))
    await using server = await scriptedServer(cutting(false, () => Buffer.from(JSON.stringify({ metrics }))))
    await using client = await createClient({ trackingUri: server.url, env: quick })
    const points = (await Array.fromAsync(client.metrics.history({ runId: 'r', key: 'k' }))).flat()
    expect(points.map((point) => Number(point.step))).toEqual(metrics.map((metric) => metric.step))
  })
})

describe('an upload', () => {
  it('is sent again from its start after a cut', async () => {
    const starts: number[] = []
    await using server = await scriptedServer((_, response, count) => {
      if (count < 3) return void response.destroy()
      json(response, {})
    })
    await using client = await createClient({ trackingUri: server.url, env: quick })
    const body = async function* (start: number) {
      starts.push(start)
      yield file.subarray(start)
    }
    await client.artifactProxy.upload('a/b', { size: file.length, body })
    expect([starts, server.received.at(-1)?.headers['content-length']]).toEqual([[0, 0, 0], String(file.length)])
  })

  it('fails with what its source throws', async () => {
    await using server = await scriptedServer((_, response) => json(response, {}))
    await using client = await createClient({ trackingUri: server.url, env: quick })
    const body = async function* () {
      yield file
      throw new Error('disk is gone')
    }
    const upload = client.artifactProxy.upload('a/b', { size: file.length * 2, body })
    await expect(upload).rejects.toThrow('disk is gone')
  })
})

describe('a download that cannot begin', () => {
  it('is tried as often as any call, not as often again for each time', async () => {
    await using server = await scriptedServer((_, response) => void response.destroy())
    const env = { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '2' }
    await using client = await createClient({ trackingUri: server.url, env })
    const error = await Array.fromAsync(client.artifactProxy.download('a/b')).catch((each) => each)
    expect([error.code, server.received.length]).toEqual(['ERR_CONNECTION_CUT', 3])
  })

  it('because its name is not ASCII says so, soon', async () => {
    await using server = await scriptedServer(
      (_, response) => void response.writeHead(500).end('Internal Server Error'),
    )
    await using client = await createClient({ trackingUri: server.url, env: quick })
    const error = await Array.fromAsync(client.artifactProxy.download('a/é')).catch((each) => each)
    expect([error.code, server.received.length]).toEqual(['ERR_ARTIFACT_NAME_UNSUPPORTED', 4])
  })
})
