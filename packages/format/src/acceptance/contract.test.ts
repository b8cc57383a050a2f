import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beginSampleJob, samplesOfEveryKind, testSource, testTarget, writeSamples } from '@mlferry/core/testing'
import { createExportDirectory } from '../create-export-directory.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const source = { uri: 'http://source' }
const selection = {}
const mlferryVersion = '0.0.0'
const { signal } = new AbortController()

const complete = await mkdtemp(join(tmpdir(), 'mlferry-'))

testSource({
  name: 'a complete export',
  async open() {
    await using target = await create(complete)
    const job = await beginSampleJob(target, signal)
    await using _ = job.target
    await writeSamples(job, samplesOfEveryKind())
    return openExportDirectory(complete)
  },
  async damage({ ref, scope }) {
    await writeFile(join(complete, 'experiments', scope?.id ?? '', 'runs', ref.id, 'run.json'), '{ "truncated')
    return openExportDirectory(complete)
  },
})

testTarget({
  name: 'an export directory',
  async open() {
    const dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
    return { target: () => create(dir), source: () => openExportDirectory(dir, { allowIncomplete: true }) }
  },
})

function create(dir: string) {
  return createExportDirectory(dir, { layout: 'all', source, selection, mlferryVersion })
}
