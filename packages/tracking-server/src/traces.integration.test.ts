import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copy, objectKinds } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import {
  compareServers,
  fillSampleTraces,
  loseAnswer,
  type MlflowServer,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

test('traces arrive whole by a directory, and come once', async () => {
  await using left = await startMlflowServer()
  await using right = await startMlflowServer()
  expect((await fillSampleTraces(left)).refused).toEqual([])
  await using source = await openTrackingServer({ trackingUri: left.url })
  // An assessment that overrides another one is made, taken away and made again by calls of their own.
  await using proxy = await startProxy(right.url)
  const isAssessment = ['POST', 'DELETE'].map((method) => ({ method, path: /\/assessments/ }))
  for (const match of isAssessment) proxy.rule({ match, times: 1, action: loseAnswer() })
  await using target = await openTrackingServer({ trackingUri: proxy.url })
  await using dir = await tempDir()
  const made = { layout: 'all', source: { uri: left.url }, selection: {}, mlferryVersion: '0' } as const
  const directory = await createExportDirectory(dir.file('export'), made)

  const out = await copy({ source, target: directory })
  // Without what they refer to, which comes later: links wait for it.
  const alone = objectKinds.filter(({ name }) => name === 'experiment' || name === 'trace')
  await copy({ source: await openExportDirectory(dir.file('export')), target, kinds: alone })
  const back = await copy({ source: await openExportDirectory(dir.file('export')), target })

  expect([...out.objects, ...back.objects]).toEqual([])
  const lost = proxy.requests.filter(({ status }) => status === undefined).map(({ method }) => method)
  expect(lost).toEqual(['POST', 'DELETE'])
  expect(await compareServers(left, right)).toEqual([])
  // Straight from where the directory came: it is the same. Only what is still in progress is looked at again.
  const again = await copy({ source, target })
  expect(again.kinds.trace).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })

  const { file, text } = await cutSpansFile(right)
  const mended = await copy({ source: await openExportDirectory(dir.file('export')), target })
  expect(mended.kinds.trace).toMatchObject({ created: 0, updated: 1, degraded: 0, failed: 0 })
  expect(await readFile(file, 'utf8')).toBe(text)
})

/** As a job leaves it that is killed while it writes a file with spans: half of it, and no mark. */
async function cutSpansFile({ artifactsDir, url }: MlflowServer) {
  const [path = ''] = await Array.fromAsync(glob('**/traces.json', { cwd: artifactsDir }))
  const file = join(artifactsDir, path)
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.slice(0, text.length / 2))
  const trace = /tr-[0-9a-f]+/.exec(path)?.[0]
  const answer = await fetch(`${url}/api/3.0/mlflow/traces/${trace}/tags`, {
    method: 'DELETE',
    headers: { 'content-type': 'application/json' },
    body: '{"key": "mlferry.source.fingerprint"}',
  })
  expect(answer.status).toBe(200)
  return { file, text }
}
