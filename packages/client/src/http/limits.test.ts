import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type ClientOptions, createClient } from '../create-client.ts'
import { aRun, quick, type Script, scriptedServer } from '../test-support/scripted-server.ts'

const noRetries = { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
const megabyte = Buffer.alloc(1 << 20, ' ')

/** A byte every few milliseconds, without end: never silent for the time-out. */
const trickle: Script = async (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  while (!response.destroyed) {
    response.write('[')
    await sleep(20)
  }
}

describe('an answer without end', () => {
  it('that is compressed stops where it is too large, long before it is inflated', async () => {
    let packed = 0
    const bomb: Script = async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.pipe(response)
      for (; packed < 512 && !response.destroyed; packed++) {
        if (!gzip.write(megabyte)) await new Promise((resolve) => gzip.once('drain', resolve))
      }
      gzip.destroy()
    }
    await using server = await scriptedServer(bomb)
    await using client = await connect(server.url, { limits: { answerBytes: 8 << 20 } })
    const error = await client.runs.get({ runId: 'r' }).catch((each) => each)
    expect([error.code, server.received.length]).toEqual(['ERR_ANSWER_TOO_LARGE', 1])
    expect(error.hint).toContain('MLFERRY_LARGEST_ANSWER_MB')
    expect(packed).toBeLessThan(512)
  })

  it('has the limit that MLFERRY_LARGEST_ANSWER_MB says', async () => {
    await using server = await scriptedServer((_, response) => {
      response.write(megabyte)
      response.end(JSON.stringify(aRun))
    })
    await using small = await connect(server.url, { env: { ...quick, MLFERRY_LARGEST_ANSWER_MB: '1' } })
    await expect(small.runs.get({ runId: 'r' })).rejects.toMatchObject({ code: 'ERR_ANSWER_TOO_LARGE' })
    await using usual = await connect(server.url)
    expect(await usual.runs.get({ runId: 'r' })).toEqual(aRun.run)
  })

  it('of a history stops too, after the points that came', async () => {
    const point = `${JSON.stringify({ key: 'k', value: 1, timestamp: 1, step: 1 })},`
    await using server = await scriptedServer(async (_, response) => {
      response.write('{"metrics": [')
      for (let sent = 0; sent < 100 && !response.destroyed; sent++) {
        if (!response.write(point.repeat(1000))) await new Promise((resolve) => response.once('drain', resolve))
      }
      response.end()
    })
    await using client = await connect(server.url, { limits: { streamBytes: 200_000 } })
    let points = 0
    const read = async () => {
      for await (const batch of client.metrics.history({ runId: 'r', key: 'k' })) points += batch.length
    }
    await expect(read()).rejects.toMatchObject({ code: 'ERR_ANSWER_TOO_LARGE' })
    expect(points * point.length).toBeLessThan(200_000)
  })
})

describe('a body that brings next to nothing', () => {
  const limits = { slowest: { bytes: 100, milliseconds: 200 } }

  it('ends with an error, after as many attempts as any other', async () => {
    await using server = await scriptedServer(trickle)
    await using client = await connect(server.url, { limits, env: { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1' } })
    const error = await client.runs.get({ runId: 'r' }).catch((each) => each)
    expect([error.code, error.passing, server.received.length]).toEqual(['ERR_ANSWER_TOO_SLOW', true, 2])
  })

  it('is no progress of a download, which would begin its retries anew', async () => {
    await using server = await scriptedServer(trickle)
    await using client = await connect(server.url, { limits, env: { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1' } })
    const error = await Array.fromAsync(client.artifactProxy.download('a/b')).catch((each) => each)
    expect([error.code, server.received.length]).toEqual(['ERR_ANSWER_TOO_SLOW', 2])
  })

  it('is one that is refused, too', async () => {
    await using server = await scriptedServer(async (_, response) => {
      response.writeHead(400)
      while (response.write('x')) await sleep(20)
    })
    await using client = await connect(server.url, { limits })
    await expect(client.runs.get({ runId: 'r' })).rejects.toMatchObject({ code: 'ERR_ANSWER_TOO_SLOW' })
  })

  it('is not one whose reader is slow', async () => {
    await using server = await scriptedServer((_, response) => void response.end(Buffer.alloc(300_000)))
    await using client = await connect(server.url, { limits: { slowest: { bytes: 1_000_000, milliseconds: 200 } } })
    let size = 0
    for await (const chunk of client.artifactProxy.download('a/b')) {
      size += chunk.length
      await sleep(50)
    }
    expect([size, server.received.length]).toEqual([300_000, 1])
  })
})

function connect(trackingUri: string, options: Partial<ClientOptions> = {}) {
  return createClient({ trackingUri, env: noRetries, ...options })
}
