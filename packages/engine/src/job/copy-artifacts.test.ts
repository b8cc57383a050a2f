import { type ArtifactRoot, MlferryError } from '@mlferry/core'
import { MemoryStore, sampleObjects } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'

test('files that cannot be reached degrade a run; the rest of it arrives, and a later job brings them', async () => {
  const source = new MemoryStore('source')
  for (const { header, chunks, files } of sampleObjects()) source.add(header, [...chunks], { ...files })
  const { artifacts } = source
  source.artifacts = async (object) => {
    if (object.ref.kind !== 'run' || !object.ref.id.startsWith('b')) return artifacts.call(source, object)
    throw new MlferryError(
      'ERR_ARTIFACTS_UNSUPPORTED',
      'Artifacts at gs://bucket/1: mlferry cannot reach the scheme gs: yet.',
    )
  }
  const target = new MemoryStore('target')

  const first = await copy({ source, target })
  const child = [...target.objects.values()].find(({ written }) => written.key.startsWith('b'))

  expect(first.kinds.run).toMatchObject({ created: 2, degraded: 1, failed: 0 })
  expect(first.objects).toMatchObject([{ outcome: 'degraded', problems: [{ code: 'ERR_ARTIFACTS_UNSUPPORTED' }] }])
  expect(child?.chunks.length).toBe(2)
  expect(child?.files.size).toBe(0)

  source.artifacts = artifacts
  const second = await copy({ source, target })
  const repaired = [...target.objects.values()].find(({ written }) => written.key.startsWith('b'))

  expect(second.kinds.run).toMatchObject({ created: 0, updated: 1, unchanged: 2, failed: 0, degraded: 0 })
  expect(repaired?.files.size).toBe(3)
})

test('a file whose body has no end stops at its listed size, whatever reads it; its neighbours arrive', async () => {
  const source = new MemoryStore('source')
  for (const { header, chunks, files } of sampleObjects()) source.add(header, [...chunks], { ...files })
  const { artifacts } = source
  let given = 0
  source.artifacts = async (object) => {
    const root = await artifacts.call(source, object)
    return object.ref.kind === 'run' && object.ref.id.startsWith('b') && root ? endlessRoot(root) : root
  }
  const target = new MemoryStore('target')
  const problems = (await copy({ source, target })).objects.flatMap((each) => each.problems)

  expect(problems.map(({ code }) => code)).toEqual(['ERR_ARTIFACT_SIZE', 'ERR_ARTIFACT_SIZE'])
  expect(given).toBeLessThan(4)
  expect([...target.objects.values()].find(({ written }) => written.key.startsWith('b'))?.files.size).toBe(3)

  /** A small file as it is listed, and one that is rewritten. */
  function endlessRoot(root: ArtifactRoot): ArtifactRoot {
    const paths = ['small.txt', 'endless/MLmodel']
    return {
      ...root,
      async *list(signal) {
        yield* root.list(signal)
        for (const path of paths) yield { path, size: 100 }
      },
      open: (path, range, signal) => (paths.includes(path) ? endless() : root.open(path, range, signal)),
    }
  }

  async function* endless() {
    for (; given < 1000; given++) yield Buffer.alloc(100)
  }
})
