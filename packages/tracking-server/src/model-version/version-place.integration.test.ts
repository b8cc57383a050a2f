import { type Header, modelVersionFingerprint, registeredModelFingerprint } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { answer, postToServer, startMlflowServer, startProxy } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'

test('a logged model that holds the files of a version is made once, though the job ends before the version is', async () => {
  await using server = await startMlflowServer()
  await using proxy = await startProxy(server.url)
  const source = new MemoryStore('source')
  const kinds = ['registeredModel', 'modelVersion']
  source.capabilities = async () => ({ kind: (name) => (kinds.includes(name) ? { fields: {} } : undefined) })
  source.add(registeredModel("it's"))
  source.add(modelVersion("it's"), [], { 'model.bin': 'weights' })
  source.add(registeredModel('plain'))
  source.add(modelVersion('plain'), [], { 'model.bin': 'weights' })
  proxy.rule({ match: { path: /model-versions\/create/ }, times: 2, action: answer(400, { body: 'not now' }) })

  const outcomes: unknown[] = []
  for (let job = 1; job <= 2; job++) {
    await using target = await openTrackingServer({ trackingUri: proxy.url })
    outcomes.push((await copy({ source, target })).kinds.modelVersion)
  }

  expect(outcomes).toMatchObject([{ failed: 2 }, { created: 2 }])
  const search = { experiment_ids: ['0'] }
  const { models } = await postToServer<{ models: object[] }>(server.url, 'logged-models/search', search)
  expect(models).toHaveLength(2)
})

const unset = { tags: new Map(), creationTime: 1, lastUpdateTime: 1, description: '', extra: {} }

function registeredModel(name: string): Header {
  const fields = { ...unset, name }
  return {
    ref: { kind: 'registeredModel', id: name },
    fields,
    links: [],
    fingerprint: registeredModelFingerprint(fields),
  }
}

function modelVersion(name: string): Header {
  const where = { source: 's3://gone/model', artifactUri: 's3://gone/model', runLink: '', userId: '', status: 'READY' }
  const fields = { ...unset, ...where, name, version: 1, stage: 'None', aliases: [] }
  return {
    ref: { kind: 'modelVersion', id: `${name}/1` },
    scope: { kind: 'registeredModel', id: name },
    fields,
    links: [],
    fingerprint: modelVersionFingerprint(fields, []),
  }
}
