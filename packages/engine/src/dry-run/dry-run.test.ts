import { experimentFingerprint, type Header, MlferryError } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import { dryRun } from './dry-run.ts'

test('a dry run reports what a copy then does, and writes nothing', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('a'), [], { 'model.bin': 'abc', 'b.txt': '' })
  source.add(run('b'))
  const target = new MemoryStore('target')

  const planned = await copy(dryRun({ source, target }))
  expect(target.writes).toBe(0)
  expect(planned).toMatchObject({ files: 2, bytes: 3, kinds: { experiment: { created: 1 }, run: { created: 2 } } })

  const done = await copy({ source, target })
  expect(done.kinds).toEqual(planned.kinds)
  expect(done).toMatchObject({ files: planned.files, bytes: planned.bytes })
  expect((await copy(dryRun({ source, target }))).kinds).toMatchObject({
    experiment: { unchanged: 1 },
    run: { unchanged: 2 },
  })
})

test('what the target foresees is named', async () => {
  const source = new MemoryStore('source')
  source.add(experiment('1', 'churn'))
  source.add(run('a'), [], { 'a#b': 'abc' })
  const target = new MemoryStore('target')
  Object.assign(target, {
    foresee: async () => ({ nameProblem: () => new MlferryError('ERR_ARTIFACT_NAME_UNSUPPORTED', 'No such name.') }),
  })

  const { objects } = await copy(dryRun({ source, target }))

  expect(objects).toMatchObject([
    { ref: { id: 'a' }, outcome: 'degraded', problems: [{ code: 'ERR_ARTIFACT_NAME_UNSUPPORTED' }] },
  ])
})

function experiment(id: string, name: string): Header {
  const times = { creationTime: 1, lastUpdateTime: 1 }
  const fields = { name, lifecycle: 'active' as const, tags: new Map(), artifactLocation: '', ...times, extra: {} }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}

function run(id: string): Header {
  const fields = { name: id, status: 'FINISHED', lifecycle: 'active', params: new Map(), tags: new Map() }
  return { ref: { kind: 'run', id }, scope: { kind: 'experiment', id: '1' }, fields, links: [], fingerprint: id }
}
